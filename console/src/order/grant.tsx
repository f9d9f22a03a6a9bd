import { Button, Checkbox, Modal, Select, Stack, Switch, Text, TextInput, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { graphql } from '../gql'
import type { DataCategory, GrantPurpose, OrderDetailFragment } from '../gql/graphql'
import { useAct } from '../ui/act'
import { Fresh } from '../ui/fresh'
import { Wrong } from '../ui/states'
import { useWord } from '../ui/words'

const RequestGrantDocument = graphql(`
  mutation RequestGrant($order: ID!, $categories: [DataCategory!]!, $purpose: GrantPurpose!, $ticket: String!, $reason: String!, $minutes: Int, $emergency: Boolean!) {
    requestGrant(order: $order, categories: $categories, purpose: $purpose, ticket: $ticket, reason: $reason, minutes: $minutes, emergency: $emergency) { id state endsAt }
  }
`)

const purposes: GrantPurpose[] = ['DELIVERY_PROBLEM', 'ADDRESS_PROBLEM', 'RETURN_OR_REFUND', 'FORWARDING_PROBLEM', 'CUSTOMER_REQUEST']

// AskGrant asks to see some categories of one order's customer.
export function AskGrant({ order }: { order: OrderDetailFragment }) {
  const { t } = useTranslation()
  const word = useWord()
  const [open, { open: show, close }] = useDisclosure()
  const [categories, setCategories] = useState<string[]>([])
  const [purpose, setPurpose] = useState<GrantPurpose>('DELIVERY_PROBLEM')
  const [ticket, setTicket] = useState('')
  const [reason, setReason] = useState('')
  const [minutes, setMinutes] = useState('60')
  const [emergency, setEmergency] = useState(false)
  const { busy, wrong, act, clear } = useAct(RequestGrantDocument, t('grant.asked'))
  return (
    <>
      <Button onClick={() => (clear(), show())}>{t('grant.ask')}</Button>
      <Modal opened={open} onClose={close} title={t('grant.ask')} size="lg" closeButtonProps={{ 'aria-label': t('act.close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void act({ order: order.id, categories: categories as DataCategory[], purpose, ticket, reason, minutes: Number(minutes), emergency }).then((done) => done && close())
          }}
        >
          <Stack>
            <Text size="sm">{t('grant.ask.more')}</Text>
            <Checkbox.Group label={t('grant.categories')} required value={categories} onChange={setCategories}>
              <div className="ov-demo" style={{ marginTop: 6 }}>
                {order.privacy.withheld.map((c) => (
                  <Checkbox key={c} value={c} label={word('DataCategory', c)} />
                ))}
              </div>
            </Checkbox.Group>
            <Select label={t('grant.purpose')} data={purposes.map((value) => ({ value, label: word('GrantPurpose', value) }))} value={purpose} onChange={(v) => v && setPurpose(v as GrantPurpose)} allowDeselect={false} />
            <TextInput label={t('grant.ticket')} placeholder="SUP-1234" required value={ticket} onChange={(e) => setTicket(e.currentTarget.value)} />
            <Textarea label={t('grant.reason')} description={t('grant.reason.more')} required minLength={20} maxLength={500} autosize minRows={2} value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
            <TextInput type="number" label={t('grant.minutes')} min={1} max={emergency ? 60 : 1440} required value={minutes} onChange={(e) => setMinutes(e.currentTarget.value)} />
            <Switch label={t('grant.emergency')} description={t('grant.emergency.more')} checked={emergency} onChange={(e) => setEmergency(e.currentTarget.checked)} />
            <Wrong>{wrong}</Wrong>
            {wrong && <Fresh />}
            <Button type="submit" loading={busy} disabled={categories.length === 0}>
              {t('grant.ask')}
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
