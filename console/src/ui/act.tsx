import { Button, Group, Modal, Stack, Text, Textarea, type ButtonProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation, type AnyVariables, type TypedDocumentNode } from 'urql'
import { useFailure, Wrong } from './states'
import { tell } from './tell'

// useAct sends a mutation, tells that it is done, and says what went wrong.
export function useAct<Data, Variables extends AnyVariables>(document: TypedDocumentNode<Data, Variables>, done?: string) {
  const failure = useFailure()
  const [{ fetching }, send] = useMutation(document)
  const [wrong, setWrong] = useState('')
  async function act(variables: Variables): Promise<Data | undefined> {
    setWrong('')
    const { data, error } = await send(variables)
    if (error) {
      setWrong(failure(error).text)
      return undefined
    }
    if (done) void tell(done)
    return data
  }
  return { busy: fetching, wrong, act, clear: () => setWrong('') }
}

interface Asked<Data, Variables extends AnyVariables> {
  label: string
  title: string
  children?: ReactNode
  document: TypedDocumentNode<Data, Variables>
  done: string
  danger?: boolean
  reason?: boolean // asks for a reason of 3 to 200 characters
  variables: (reason: string) => Variables
  look?: ButtonProps
  after?: () => void // when it is done
}

// Confirmed is a button that asks before it does what cannot be undone.
export function Confirmed<Data, Variables extends AnyVariables>({ label, title, children, document, done, danger, reason, variables, look, after }: Asked<Data, Variables>) {
  const { t } = useTranslation()
  const [open, { open: ask, close }] = useDisclosure()
  const [text, setText] = useState('')
  const { busy, wrong, act, clear } = useAct(document, done)
  async function submit() {
    if (await act(variables(text.trim()))) {
      setText('')
      close()
      after?.()
    }
  }
  return (
    <>
      <Button variant="default" size="xs" {...look} onClick={() => (clear(), ask())}>
        {label}
      </Button>
      <Modal opened={open} onClose={close} title={title} closeButtonProps={{ 'aria-label': t('act.close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          <Stack>
            {children && <Text size="sm">{children}</Text>}
            {reason && <Textarea data-autofocus label={t('act.reason')} description={t('act.reason.more')} minLength={3} maxLength={200} required autosize minRows={2} value={text} onChange={(e) => setText(e.currentTarget.value)} />}
            <Wrong>{wrong}</Wrong>
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {t('act.back')}
              </Button>
              <Button type="submit" color={danger ? 'red' : undefined} loading={busy}>
                {label}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
