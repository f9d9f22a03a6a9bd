import './arrival'
import './mantine.css'
import './theme.css'
import { early } from './early'
import { resume } from './session'

// The session and the first page's files are asked for while the app is on its way.
void resume(early)
void import('./app').then((m) => m.start())
