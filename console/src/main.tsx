import './mantine.css'
import './theme.css'
import { createRoot } from 'react-dom/client'
import { App, begin } from './app'
import { startLanguage } from './i18n'
import { resume } from './session'

begin()
void resume()
void startLanguage().then(() => createRoot(document.getElementById('root')!).render(<App />))
