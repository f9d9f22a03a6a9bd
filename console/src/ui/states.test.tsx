import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import { GraphQLError } from 'graphql'
import { CombinedError } from 'urql'
import { expect, test } from 'vitest'
import { speak, startLanguage } from '../i18n'
import { Failed } from './states'

const invalid = (sentence: string) => new CombinedError({ graphQLErrors: [new GraphQLError('minutes is 1 to 60', { extensions: { code: 'INVALID', advice: { sentence, values: ['60'] } } })] })

async function shown(language: 'nl' | 'en' | 'de', sentence: string) {
  await startLanguage()
  await speak(language)
  render(<MantineProvider><Failed error={invalid(sentence)} /></MantineProvider>)
}

test('advice is given in the language of the console, with its values', async () => {
  await shown('nl', 'minutes is 1 to {0}')
  expect(await screen.findByText('minuten: 1 tot 60')).toBeTruthy()
})

test('advice without words of its own, and in English, is the API\'s', async () => {
  await shown('de', 'something new, {0}')
  expect(await screen.findByText('minutes is 1 to 60')).toBeTruthy()
})
