import { Button, Group, MultiSelect, Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { graphql } from '../gql'
import type { ForwardState, OrderStatus } from '../gql/graphql'
import { useWord } from '../ui/words'
import type { Chosen } from './chosen'

const FilterConnectionsDocument = graphql(`
  query FilterConnections { connections { id kind label } }
`)

const statuses: OrderStatus[] = ['OPEN', 'PARTIALLY_SHIPPED', 'SHIPPED', 'CANCELLED', 'RETURNED']
const forwards: ForwardState[] = ['WAITING', 'HELD', 'SENDING', 'FORWARDED', 'UNKNOWN', 'FAILED', 'SKIPPED']

interface Props {
  open: boolean // on a narrow screen
  chosen: Chosen
  set: (change: Partial<Chosen>) => void
  email?: string // only for who may see addresses
  setEmail: (email: string) => void
  clear?: () => void
}

// Filters narrow the list of orders. They come after the list.
export default function Filters({ open, chosen, set, email, setEmail, clear }: Props) {
  const { t } = useTranslation()
  const word = useWord()
  const [{ data: known }] = useQuery({ query: FilterConnectionsDocument })
  return (
    <Group className="ov-filters" data-open={open || undefined} gap="sm" mb="md" align="flex-end" role="search" aria-label={t('orders.filters')}>
      <MultiSelect size="sm" w={190} label={t('orders.status')} placeholder={chosen.status.length ? undefined : t('orders.all')} data={statuses.map((value) => ({ value, label: word('OrderStatus', value) }))} value={chosen.status} onChange={(status) => set({ status })} clearable={false} />
      <MultiSelect size="sm" w={190} label={t('orders.forward')} placeholder={chosen.forward.length ? undefined : t('orders.all')} data={forwards.map((value) => ({ value, label: word('ForwardState', value) }))} value={chosen.forward} onChange={(forward) => set({ forward })} clearable={false} />
      <Select size="sm" w={160} label={t('orders.connection')} placeholder={t('orders.all')} data={known?.connections.filter((c) => c.kind === 'MARKETPLACE').map((c) => ({ value: c.id, label: c.label })) ?? []} value={chosen.connection} onChange={(connection) => set({ connection })} />
      <TextInput size="sm" type="date" w={150} label={t('orders.from')} value={chosen.from} onChange={(e) => set({ from: e.currentTarget.value })} />
      <TextInput size="sm" type="date" w={150} label={t('orders.until')} value={chosen.until} onChange={(e) => set({ until: e.currentTarget.value })} />
      {email !== undefined && <TextInput size="sm" w={200} label={t('orders.email')} value={email} onChange={(e) => setEmail(e.currentTarget.value)} autoComplete="off" />}
      <Select size="sm" w={170} label={t('orders.sort')} allowDeselect={false} data={[{ value: 'new', label: t('orders.newest') }, { value: 'old', label: t('orders.oldest') }]} value={chosen.oldest ? 'old' : 'new'} onChange={(v) => set({ oldest: v === 'old' })} />
      {clear && (
        <Button size="sm" variant="subtle" color="gray" leftSection={<IconX size={16} aria-hidden />} onClick={clear}>
          {t('orders.clear')}
        </Button>
      )}
    </Group>
  )
}
