import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { UsersQuery } from '../gql/graphql'
import { Confirmed, useAct } from '../ui/act'
import { Page } from '../ui/page'
import { Secret } from '../ui/secret'
import { Wrong } from '../ui/states'
import { Listed } from '../ui/table'
import { Status, useRole } from '../ui/words'
import { isStaff, useCan, useViewer } from '../viewer'

const UsersDocument = graphql(`
  query Users { users { id subject label role state createdAt lastUsedAt reviewedAt reviewBy } }
`)

const InviteDocument = graphql(`
  mutation Invite($login: String!, $label: String!, $role: String!) { inviteUser(login: $login, label: $label, role: $role) { token user { id label role state } } }
`)

const ChangeRoleDocument = graphql(`
  mutation ChangeRole($user: ID!, $role: String!) { changeRole(user: $user, role: $role) { id role state } }
`)

const SuspendDocument = graphql(`
  mutation Suspend($user: ID!) { suspendUser(user: $user) { id state } }
`)

const RemoveDocument = graphql(`
  mutation Remove($user: ID!) { removeUser(user: $user) { id state } }
`)

const ConfirmAccessDocument = graphql(`
  mutation ConfirmAccess($user: ID!) { confirmAccess(user: $user) { id state reviewedAt reviewBy } }
`)

type User = UsersQuery['users'][number]

const merchants = ['merchant', 'fulfilment', 'finance', 'viewer']
const staff = ['support', 'billing', 'engineer', 'privacy-officer', 'administrator']

// Users is who signs in, and the access review.
export default function Users() {
  const { t } = useTranslation()
  const f = useFormat()
  const role = useRole()
  const viewer = useViewer()
  const manages = useCan()('USERS_MANAGE')
  const [{ data, error }, again] = useQuery({ query: UsersDocument })
  return (
    <Page title={t('page.users')} lead={t('users.lead')} actions={manages && <Invite done={() => again({ requestPolicy: 'network-only' })} />}>
      <Listed
        columns={[t('users.label'), t('account.role'), t('order.status'), t('account.used'), t('users.review'), '']} nodes={data?.users} of={(u) => u.id} error={error} again={again} width={860}
        none={{ title: t('users.none'), more: t('users.none.more') }}
        row={(u) => [
          <>{u.label}{u.subject === viewer.subject && <span className="ov-under">{t('page.account')}</span>}</>,
          role(u.role), <Status key="s" of="UserState" value={u.state} />, u.lastUsedAt ? f.ago(u.lastUsedAt) : '–', f.day(u.reviewBy),
          u.subject !== viewer.subject && <Actions key="a" user={u} manages={manages} />,
        ]}
      />
    </Page>
  )
}

function Actions({ user: u, manages }: { user: User; manages: boolean }) {
  const { t } = useTranslation()
  const variables = () => ({ user: u.id })
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Confirmed label={t('users.confirm')} title={t('users.confirm.title', { label: u.label })} document={ConfirmAccessDocument} done={t('users.confirmed')} variables={variables}>{t('users.confirm.more')}</Confirmed>
      {manages && (
        <>
          <Role user={u} />
          {u.state === 'ACTIVE' && <Confirmed label={t('users.suspend')} title={t('users.suspend.title', { label: u.label })} document={SuspendDocument} done={t('users.suspended')} variables={variables}>{t('users.suspend.more')}</Confirmed>}
          <Confirmed label={t('users.remove')} title={t('users.remove.title', { label: u.label })} danger document={RemoveDocument} done={t('users.removed')} variables={variables}>{t('users.remove.more')}</Confirmed>
        </>
      )}
    </Group>
  )
}

function useRoles() {
  const role = useRole()
  return (isStaff(useViewer()) ? staff : merchants).map((value) => ({ value, label: role(value) }))
}

function Role({ user }: { user: User }) {
  const { t } = useTranslation()
  const roles = useRoles()
  const [open, { open: show, close }] = useDisclosure()
  const [role, setRole] = useState(user.role)
  const { busy, wrong, act, clear } = useAct(ChangeRoleDocument, t('users.changed'))
  return (
    <>
      <Button size="xs" variant="default" onClick={() => (clear(), show())}>
        {t('users.change')}
      </Button>
      <Modal opened={open} onClose={close} title={t('users.change.title', { label: user.label })} closeButtonProps={{ 'aria-label': t('act.close') }}>
        <Stack>
          <Select data-autofocus label={t('account.role')} data={roles} value={role} onChange={(v) => v && setRole(v)} allowDeselect={false} />
          <Wrong>{wrong}</Wrong>
          <Button loading={busy} onClick={() => act({ user: user.id, role }).then((d) => d && close())}>
            {t('users.change')}
          </Button>
        </Stack>
      </Modal>
    </>
  )
}

function Invite({ done }: { done: () => void }) {
  const { t } = useTranslation()
  const roles = useRoles()
  const [open, { open: show, close }] = useDisclosure()
  const [login, setLogin] = useState('')
  const [label, setLabel] = useState('')
  const [role, setRole] = useState(roles[0]!.value)
  const [token, setToken] = useState('')
  const { busy, wrong, act, clear } = useAct(InviteDocument)
  return (
    <>
      <Button onClick={() => (clear(), setToken(''), setLogin(''), setLabel(''), show())}>{t('users.invite')}</Button>
      <Modal opened={open} onClose={() => busy || (close(), token && done())} title={t('users.invite')} closeButtonProps={{ 'aria-label': t('act.close') }}>
        {token ? <Secret text={token}>{t('users.token')}</Secret> : (
          <form
            onSubmit={(event) => {
              event.preventDefault()
              void act({ login, label, role }).then((d) => d && setToken(d.inviteUser.token))
            }}
          >
            <Stack>
              <TextInput data-autofocus label={t('door.login')} description={t('users.login.more')} required minLength={3} maxLength={200} value={login} onChange={(e) => setLogin(e.currentTarget.value)} autoComplete="off" />
              <TextInput label={t('users.label')} description={t('users.label.more')} required maxLength={100} value={label} onChange={(e) => setLabel(e.currentTarget.value)} autoComplete="off" />
              <Select label={t('account.role')} data={roles} value={role} onChange={(v) => v && setRole(v)} allowDeselect={false} />
              <Text size="sm" c="dimmed">{t('users.invite.more')}</Text>
              <Wrong>{wrong}</Wrong>
              <Button type="submit" loading={busy}>
                {t('users.invite')}
              </Button>
            </Stack>
          </form>
        )}
      </Modal>
    </>
  )
}
