import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { catalogues, preferred, remembered, type Language } from './language'
import type en from './locales/en.json'
import type setupEn from './locales/setup/en.json'
import type staffEn from './locales/staff/en.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    keySeparator: false
    nsSeparator: false
    resources: { translation: typeof en & typeof staffEn & typeof setupEn }
  }
}

// Texts of pages that few people see, or see seldom, come with those pages.
const parts = {
  staff: {
    nl: () => import('./locales/staff/nl.json'),
    en: () => import('./locales/staff/en.json'),
    de: () => import('./locales/staff/de.json'),
  },
  setup: {
    nl: () => import('./locales/setup/nl.json'),
    en: () => import('./locales/setup/en.json'),
    de: () => import('./locales/setup/de.json'),
  },
} satisfies Record<string, typeof catalogues>

const loaded = new Set<keyof typeof parts>()

async function addPart(part: keyof typeof parts, language: Language) {
  i18next.addResourceBundle(language, 'translation', (await parts[part][language]()).default, false, true)
}

async function withTexts<Module>(part: keyof typeof parts, page: Promise<Module>): Promise<Module> {
  await started // a page may be begun before its language is known
  if (!loaded.has(part)) {
    await addPart(part, i18next.language as Language)
    loaded.add(part)
  }
  return page
}

// withStaffTexts loads a page together with its texts.
export const withStaffTexts = <Module>(page: Promise<Module>) => withTexts('staff', page)

// withSetupTexts does so for pages on which an account is set up.
export const withSetupTexts = <Module>(page: Promise<Module>) => withTexts('setup', page)

// speak loads a language's catalogue and changes to it.
export async function speak(language: Language) {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', (await catalogues[language]()).default)
  }
  await Promise.all([...loaded].map((part) => addPart(part, language)))
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

export async function choose(language: Language) {
  localStorage.setItem(remembered, language)
  await speak(language)
}

let started: Promise<void> | undefined

export function startLanguage(): Promise<void> {
  return (started ??= start())
}

async function start() {
  await i18next.use(initReactI18next).init({
    resources: {}, fallbackLng: false, keySeparator: false, nsSeparator: false, interpolation: { escapeValue: false }, react: { useSuspense: false },
  })
  await speak(preferred())
}
