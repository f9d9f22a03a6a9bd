import { MantineProvider } from '@mantine/core'
import { act, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { speak, startLanguage } from '../i18n'
import { Inputs } from './inputs'

const input = { __typename: 'ConnectorInput' as const, name: 'client_secret', means: 'The Cert ID of the application.', example: null, optional: false, choices: [] }
const unknown = { ...input, name: 'brand_new', means: 'What nobody has put into other words yet.' }

test('a setting is explained in the language of the console, and in English where there is no other', async () => {
  await startLanguage()
  await act(() => speak('nl'))
  render(
    <MantineProvider>
      <Inputs connector="ebay" of={[input, unknown]} values={{}} set={() => undefined} />
    </MantineProvider>,
  )
  expect(await screen.findByText('De Cert ID van de applicatie.')).toBeDefined()
  expect(screen.getByText(unknown.means).getAttribute('lang')).toBe('en')
})
