import { useTranslation } from 'react-i18next'
import { useViewer } from '../viewer'
import { LanguageMenu, SchemeMenu } from './menus'
import { UserMenu } from './user'

// Corner is what stands in the frame's upper corner. It comes after the frame.
export default function Corner() {
  const { t } = useTranslation()
  const sandbox = useViewer().account?.sandbox
  return (
    <>
      {sandbox && <span className="ov-chip" title={t('shell.sandbox.more')}>{t('shell.sandbox')}</span>}
      <LanguageMenu />
      <SchemeMenu />
      <UserMenu />
    </>
  )
}
