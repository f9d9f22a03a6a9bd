// The languages there are, and which one is spoken.

export const languages = { nl: 'Nederlands', en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

export const remembered = 'orderveil-language'

export const catalogues: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  nl: () => import('./locales/nl.json'),
  en: () => import('./locales/en.json'),
  de: () => import('./locales/de.json'),
}

export function preferred(): Language {
  for (const wish of [localStorage.getItem(remembered), ...navigator.languages]) {
    const language = wish?.slice(0, 2).toLowerCase()
    if (language && language in languages) return language as Language
  }
  return 'en'
}
