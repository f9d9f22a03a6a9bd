import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type en from './locales/en.json'
import type staffEn from './locales/staff/en.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    keySeparator: false
    nsSeparator: false
    resources: { translation: typeof en & typeof staffEn }
  }
}

export const languages = { nl: 'Nederlands', en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

const remembered = 'orderveil-language'

const catalogues: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  nl: () => import('./locales/nl.json'),
  en: () => import('./locales/en.json'),
  de: () => import('./locales/de.json'),
}

// Texts of pages that few people see come with those pages.
const staffCatalogues: typeof catalogues = {
  nl: () => import('./locales/staff/nl.json'),
  en: () => import('./locales/staff/en.json'),
  de: () => import('./locales/staff/de.json'),
}

let staff = false

async function addStaff(language: Language) {
  i18next.addResourceBundle(language, 'translation', (await staffCatalogues[language]()).default, false, true)
}

// withStaffTexts loads a page together with its texts.
export async function withStaffTexts<Module>(page: Promise<Module>): Promise<Module> {
  if (!staff) {
    await addStaff(i18next.language as Language)
    staff = true
  }
  return page
}

function preferred(): Language {
  for (const wish of [localStorage.getItem(remembered), ...navigator.languages]) {
    const language = wish?.slice(0, 2).toLowerCase()
    if (language && language in languages) return language as Language
  }
  return 'en'
}

// speak loads a language's catalogue and changes to it.
export async function speak(language: Language) {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', (await catalogues[language]()).default)
  }
  if (staff) await addStaff(language)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

export async function choose(language: Language) {
  localStorage.setItem(remembered, language)
  await speak(language)
}

export async function startLanguage() {
  await i18next.use(initReactI18next).init({
    resources: {}, fallbackLng: false, keySeparator: false, nsSeparator: false, interpolation: { escapeValue: false }, react: { useSuspense: false },
  })
  await speak(preferred())
}
