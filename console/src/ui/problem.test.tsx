import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import i18next from 'i18next'
import { expect, test } from 'vitest'
import type { ProblemFieldsFragment } from '../gql/graphql'
import { speak, startLanguage } from '../i18n'
import { ProblemNote } from './problem'

const problem = (code: string): ProblemFieldsFragment => ({ __typename: 'Problem', code, cause: 'The shop sells no product with this SKU: ABC-1.', owner: 'MERCHANT', nextStep: 'Add the product.', at: new Date().toISOString() })

async function shown(language: 'nl' | 'en' | 'de', code: string) {
  await startLanguage()
  await speak(language)
  expect(i18next.language).toBe(language)
  render(<MantineProvider><ProblemNote problem={problem(code)} /></MantineProvider>)
}

test('a problem is told in the language of the console, and in detail as the API says it', async () => {
  await shown('nl', 'UNKNOWN_SKU')
  expect(await screen.findByText(/^De backoffice kent een product/)).toBeTruthy()
  expect(screen.getByText(/^Voeg het product/)).toBeTruthy()
  expect(screen.getByText(/ABC-1/).getAttribute('lang')).toBe('en')
})

test('a warning that comes again has the words of the first', async () => {
  await shown('de', 'CONSENT_EXPIRES_14')
  expect(await screen.findByText(/^Die Zustimmung des Händlers beim Marktplatz läuft ab/)).toBeTruthy()
})

test('what has no words of its own is told as the API says it', async () => {
  await shown('nl', 'SOMETHING_NEW')
  expect((await screen.findByText(/ABC-1/)).getAttribute('lang')).toBe('en')
  expect(screen.getAllByText(/ABC-1/)).toHaveLength(1)
})

test('in English the API speaks', async () => {
  await shown('en', 'UNKNOWN_SKU')
  expect(screen.getAllByText(/ABC-1/)).toHaveLength(1)
})
