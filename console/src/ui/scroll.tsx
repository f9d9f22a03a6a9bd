import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

// Scroll lets a wide table scroll by itself, with the keyboard too.
export function Scroll({ children, width }: { children: ReactNode; width: number }) {
  const { t } = useTranslation()
  return (
    <div className="ov-scroll" tabIndex={0} role="group" aria-label={t('table.wide')}>
      <div style={{ minWidth: width }}>{children}</div>
    </div>
  )
}
