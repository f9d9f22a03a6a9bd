import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { ClosureMode, ClosureQuery } from '../gql/graphql'
import { Confirmed, useAct } from '../ui/act'
import { Facts, Page, Panel } from '../ui/page'
import { Failed, LoadingRows, Wrong } from '../ui/states'
import { download } from '../ui/table'
import { Status, useWord } from '../ui/words'
import { useViewer } from '../viewer'

const ClosureDocument = graphql(`
  query Closure { closure { mode state requestedAt dueAt exportReady certificate closedAt } }
`)

const CancelDocument = graphql(`
  mutation CancelAccount($mode: ClosureMode!, $recipient: String) { cancelAccount(mode: $mode, recipient: $recipient) { state dueAt } }
`)

const WithdrawDocument = graphql(`
  mutation Withdraw { withdrawCancellation { state } }
`)

const ExportLinkDocument = graphql(`
  mutation ExportLink { exportLink }
`)

const ConfirmExportDocument = graphql(`
  mutation ConfirmExport { confirmExport { state } }
`)

// Cancellation ends the account, with everything in it.
export default function Cancellation() {
  const { t } = useTranslation()
  const [{ data, error }, again] = useQuery({ query: ClosureDocument })
  const anew = () => again({ requestPolicy: 'network-only' })
  const running = data?.closure && data.closure.state !== 'WITHDRAWN'
  return (
    <Page title={t('page.cancellation')} lead={t('closing.lead')}>
      {error && !data ? <Failed error={error} again={anew} /> : !data ? <LoadingRows rows={3} /> : (
        <>
          {data.closure && <Progress of={data.closure} changed={anew} />}
          {!running && <Ask done={anew} />}
        </>
      )}
    </Page>
  )
}

function Progress({ of, changed }: { of: NonNullable<ClosureQuery['closure']>; changed: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const word = useWord()
  const { busy, wrong, act } = useAct(ExportLinkDocument)
  return (
    <Panel title={t('closing.state')}>
      <Facts of={[
        [t('order.status'), <Status key="s" of="ClosureState" value={of.state} />],
        [t('closing.mode'), word('ClosureMode', of.mode)],
        [t('closing.asked'), f.moment(of.requestedAt)],
        [t('closing.due'), of.dueAt ? `${f.moment(of.dueAt)} (${f.ago(of.dueAt)})` : undefined],
        [t('closing.closed'), of.closedAt ? f.moment(of.closedAt) : undefined],
      ]} />
      <Wrong>{wrong}</Wrong>
      <Group gap="xs" mt="md">
        {of.state === 'REQUESTED' && <Confirmed label={t('closing.withdraw')} title={t('closing.withdraw.title')} document={WithdrawDocument} done={t('closing.withdrawn')} variables={() => (setTimeout(changed, 500), {})} look={{ variant: 'filled', size: 'sm' }} />}
        {of.exportReady && (
          <>
            <Button loading={busy} onClick={() => act({}).then((d) => d && location.assign(d.exportLink))}>
              {t('closing.fetch')}
            </Button>
            <Confirmed label={t('closing.opens')} title={t('closing.opens.title')} danger document={ConfirmExportDocument} done={t('closing.opened')} variables={() => ({})} look={{ size: 'sm' }}>{t('closing.opens.more')}</Confirmed>
          </>
        )}
        {of.certificate && (
          <Button variant="default" onClick={() => download('certificate.json', 'application/json', of.certificate!)}>
            {t('closing.certificate')}
          </Button>
        )}
      </Group>
    </Panel>
  )
}

function Ask({ done }: { done: () => void }) {
  const { t } = useTranslation()
  const word = useWord()
  const viewer = useViewer()
  const [mode, setMode] = useState<ClosureMode>('RETURN_THEN_DELETE')
  const [recipient, setRecipient] = useState('')
  const [open, { open: show, close }] = useDisclosure()
  const [typed, setTyped] = useState('')
  const { busy, wrong, act, clear } = useAct(CancelDocument, t('closing.asked.done'))
  const number = String(viewer.account?.number)
  return (
    <Panel title={t('closing.ask')}>
      <Stack maw={560}>
        <Text size="sm">{t('closing.ask.more')}</Text>
        <Radio.Group label={t('closing.mode')} value={mode} onChange={(v) => setMode(v as ClosureMode)}>
          <Stack gap={8} mt={6}>
            {(['RETURN_THEN_DELETE', 'DELETE'] as const).map((m) => (
              <Radio key={m} value={m} label={word('ClosureMode', m)} />
            ))}
          </Stack>
        </Radio.Group>
        {mode === 'RETURN_THEN_DELETE' && <TextInput label={t('closing.recipient')} description={t('closing.recipient.more')} placeholder="age1…" value={recipient} onChange={(e) => setRecipient(e.currentTarget.value.trim())} autoComplete="off" />}
        <Button color="red" variant="light" onClick={() => (clear(), setTyped(''), show())} style={{ alignSelf: 'flex-start' }}>
          {t('page.cancellation')}
        </Button>
      </Stack>
      <Modal opened={open} onClose={close} title={t('closing.sure')} closeButtonProps={{ 'aria-label': t('act.close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void act({ mode, recipient: mode === 'RETURN_THEN_DELETE' ? recipient : undefined }).then((ok) => ok && (close(), done()))
          }}
        >
          <Stack>
            <Text size="sm">{t('closing.sure.more')}</Text>
            <TextInput data-autofocus label={t('closing.type', { number })} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} autoComplete="off" />
            <Wrong>{wrong}</Wrong>
            <Button type="submit" color="red" loading={busy} disabled={typed.trim() !== number}>
              {t('page.cancellation')}
            </Button>
          </Stack>
        </form>
      </Modal>
    </Panel>
  )
}
