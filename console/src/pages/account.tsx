import { Alert, Button, Group, Modal, Stack, Table, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDeviceLaptop } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useFormat } from '../format'
import { useAttempt } from '../attempt'
import { graphql } from '../gql'
import { addPasskey, passkeysWork } from '../passkey'
import { ask, leave, offers } from '../session'
import { Confirmed } from '../ui/act'
import { Facts, Page, Panel } from '../ui/page'
import { Empty, Failed, LoadingRows, Wrong } from '../ui/states'
import { Categories, useRole } from '../ui/words'
import { useViewer } from '../viewer'
import { tell } from '../ui/tell'
import { Scroll } from '../ui/scroll'

const SessionsDocument = graphql(`
  query Sessions {
    sessions { id current secondFactor createdAt usedAt expiresAt }
    passkeys { id createdAt lastUsedAt }
  }
`)

const EndSessionDocument = graphql(`
  mutation EndSession($session: ID!) { endSession(session: $session) { id } }
`)

const RemovePasskeyDocument = graphql(`
  mutation RemovePasskey($passkey: ID!) { removePasskey(passkey: $passkey) { id } }
`)

// Account is about the person who is signed in: where, by what, and with which rights.
export default function Account() {
  const { t } = useTranslation()
  const f = useFormat()
  const viewer = useViewer()
  const role = useRole()
  const [{ data, error }, again] = useQuery({ query: SessionsDocument })
  const { busy, wrong, attempt } = useAttempt()
  return (
    <Page title={t('page.account')} lead={t('account.lead')} actions={
      <Button color="red" variant="light" loading={busy === 'out'} onClick={() => attempt('out', () => leave(true))}>
        {t('menu.out.everywhere')}
      </Button>
    }>
      <Wrong>{wrong}</Wrong>
      <Panel title={t('account.you')}>
        <Facts of={[
          [t('account.role'), role(viewer.role)],
          [t('account.account'), !viewer.account ? t('menu.operator') : viewer.account.sandbox ? `${viewer.account.number} · ${t('shell.sandbox')}` : viewer.account.number],
          [t('account.sees'), viewer.reveals.length ? <Categories of={viewer.reveals} /> : t('account.sees.nothing')],
        ]} />
      </Panel>
      <Panel title={t('account.sessions')} flush>
        {error && !data ? <Failed error={error} again={again} /> : !data ? <LoadingRows rows={2} /> : (
          <Scroll width={560}>
            <Table verticalSpacing="sm" horizontalSpacing="lg">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('account.began')}</Table.Th>
                  <Table.Th>{t('account.used')}</Table.Th>
                  <Table.Th>{t('account.ends')}</Table.Th>
                  <Table.Td />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.sessions.map((s) => (
                  <Table.Tr key={s.id}>
                    <Table.Td>
                      <Group gap={8} wrap="nowrap">
                        <IconDeviceLaptop size={18} aria-hidden />
                        {f.moment(s.createdAt)}
                      </Group>
                    </Table.Td>
                    <Table.Td>{f.ago(s.usedAt)}</Table.Td>
                    <Table.Td>{f.moment(s.expiresAt)}</Table.Td>
                    <Table.Td ta="right">
                      {s.current ? <span className="ov-chip">{t('account.here')}</span> : (
                        <Confirmed label={t('account.end')} title={t('account.end.title')} document={EndSessionDocument} done={t('account.ended')} variables={() => ({ session: s.id })}>
                          {t('account.end.more')}
                        </Confirmed>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Scroll>
        )}
      </Panel>
      {offers('passkey') && data && (
        <Panel title={t('account.passkeys')} actions={<AddPasskey added={again} />} flush>
          {data.passkeys.length === 0 ? <Empty title={t('account.passkeys.none')}>{t('account.passkeys.none.more')}</Empty> : (
            <Table verticalSpacing="sm" horizontalSpacing="lg">
              <Table.Tbody>
                {data.passkeys.map((p) => (
                  <Table.Tr key={p.id}>
                    <Table.Td>{t('account.passkey.added', { at: f.moment(p.createdAt) })}</Table.Td>
                    <Table.Td>{p.lastUsedAt ? f.ago(p.lastUsedAt) : '–'}</Table.Td>
                    <Table.Td ta="right">
                      <Confirmed label={t('account.passkey.remove')} title={t('account.passkey.remove.title')} danger document={RemovePasskeyDocument} done={t('account.passkey.removed')} variables={() => ({ passkey: p.id })} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Panel>
      )}
    </Page>
  )
}

// AddPasskey asks for a code first: a passkey is added right after a second factor.
function AddPasskey({ added }: { added: () => void }) {
  const { t } = useTranslation()
  const [open, { open: show, close }] = useDisclosure()
  const [code, setCode] = useState('')
  const { busy, wrong, attempt } = useAttempt()
  if (!passkeysWork()) return null
  return (
    <>
      <Button size="xs" variant="default" onClick={show}>
        {t('account.passkey.add')}
      </Button>
      <Modal opened={open} onClose={close} title={t('account.passkey.add')} closeButtonProps={{ 'aria-label': t('act.close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void attempt('add', async () => {
              if (code) await ask('confirm', { code })
              await addPasskey({})
              void tell(t('account.passkey.done'))
              close()
              added()
            })
          }}
        >
          <Stack>
            <Text size="sm">{t('account.passkey.why')}</Text>
            <TextInput data-autofocus label={t('door.code')} value={code} onChange={(e) => setCode(e.currentTarget.value)} autoComplete="one-time-code" />
            <Alert variant="light" color="gray">
              <Text size="sm">{t('account.passkey.fresh')}</Text>
            </Alert>
            <Wrong>{wrong}</Wrong>
            <Button type="submit" loading={busy === 'add'}>
              {t('account.passkey.add')}
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
