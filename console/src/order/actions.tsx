import { Button, Group, Modal, Select, Stack, Text, TextInput, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { EraseOrderMutation, HoldBasis, OrderDetailFragment } from '../gql/graphql'
import { Said } from '../said'
import { Confirmed, useAct } from '../ui/act'
import { Wrong } from '../ui/states'
import { useWord } from '../ui/words'
import { tell } from '../ui/tell'

const PlaceHoldDocument = graphql(`
  mutation PlaceHold($order: ID!, $basis: HoldBasis!, $until: Date!, $note: String) {
    placeHold(order: $order, basis: $basis, until: $until, note: $note) { id privacy { state holdUntil forgetOn reason reasons } }
  }
`)

const ReleaseHoldDocument = graphql(`
  mutation ReleaseHold($order: ID!) { releaseHold(order: $order) { id privacy { state holdUntil forgetOn reason reasons } } }
`)

const bases: HoldBasis[] = ['FISCAL_DUTY', 'LEGAL_CLAIM', 'AUTHORITY_REQUEST']

export function Hold({ order }: { order: OrderDetailFragment }) {
  const { t } = useTranslation()
  const word = useWord()
  const [open, { open: show, close }] = useDisclosure()
  const [basis, setBasis] = useState<HoldBasis>('LEGAL_CLAIM')
  const [until, setUntil] = useState('')
  const [note, setNote] = useState('')
  const { busy, wrong, act, clear } = useAct(PlaceHoldDocument, t('hold.done'))
  if (order.privacy.holdUntil) {
    return (
      <Confirmed label={t('hold.release')} title={t('hold.release.title')} document={ReleaseHoldDocument} done={t('hold.released')} danger variables={() => ({ order: order.id })}>
        {t('hold.release.more')}
      </Confirmed>
    )
  }
  return (
    <>
      <Button variant="default" size="xs" onClick={() => (clear(), show())}>
        {t('hold.place')}
      </Button>
      <Modal opened={open} onClose={close} title={t('hold.title')} closeButtonProps={{ 'aria-label': t('act.close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void act({ order: order.id, basis, until, note: note.trim() || undefined }).then((done) => done && close())
          }}
        >
          <Stack>
            <Text size="sm">{t('hold.more')}</Text>
            <Select label={t('hold.basis')} data={bases.map((value) => ({ value, label: word('HoldBasis', value) }))} value={basis} onChange={(v) => v && setBasis(v as HoldBasis)} allowDeselect={false} />
            <TextInput type="date" label={t('hold.until')} required value={until} onChange={(e) => setUntil(e.currentTarget.value)} />
            <Textarea label={t('hold.note')} description={t('hold.note.more')} maxLength={200} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
            <Wrong>{wrong}</Wrong>
            <Button type="submit" loading={busy}>
              {t('hold.place')}
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  )
}

const EraseOrderDocument = graphql(`
  mutation EraseOrder($order: ID!) {
    eraseOrder(order: $order) {
      erased
      obstacles { code advice until }
      receipt { id document }
      order { id privacy { state withheld pseudonym forgetOn receiptId reason reasons } }
    }
  }
`)

type Obstacles = EraseOrderMutation['eraseOrder']['obstacles']

export function Erase({ order }: { order: string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [open, { open: show, close }] = useDisclosure()
  const [obstacles, setObstacles] = useState<Obstacles>([])
  const { busy, wrong, act, clear } = useAct(EraseOrderDocument)
  async function erase() {
    const answer = await act({ order })
    if (!answer) return
    setObstacles(answer.eraseOrder.obstacles)
    if (answer.eraseOrder.erased) {
      void tell(t('erase.done'))
      close()
    }
  }
  return (
    <>
      <Button variant="default" size="xs" c="var(--mantine-color-error)" onClick={() => (clear(), setObstacles([]), show())}>
        {t('erase.label')}
      </Button>
      <Modal opened={open} onClose={close} title={t('erase.title')} closeButtonProps={{ 'aria-label': t('act.close') }}>
        <Stack>
          <Text size="sm">{t('erase.more')}</Text>
          {obstacles.length > 0 && (
            <Wrong>
              <strong>{t('erase.kept')}</strong>
              {obstacles.map((o) => (
                <span key={o.code} style={{ display: 'block' }}>
                  <Said of={`obstacle.${o.code}`} english={o.advice} /> {o.until && f.day(o.until)}
                </span>
              ))}
            </Wrong>
          )}
          <Wrong>{wrong}</Wrong>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('act.back')}
            </Button>
            <Button color="red" loading={busy} onClick={erase}>
              {t('erase.label')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
