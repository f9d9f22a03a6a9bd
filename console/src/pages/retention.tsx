import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { RetentionQuery } from '../gql/graphql'
import { useAct } from '../ui/act'
import { OfAccount } from '../ui/account'
import { Bars, PlanTable } from '../retention/plan'
import { Overview } from '../retention/overview'
import { Facts, Page, Panel } from '../ui/page'
import { Empty, Failed, LoadingRows, Wrong } from '../ui/states'
import { isStaff, useCan, useViewer } from '../viewer'

const RetentionDocument = graphql(`
  query Retention($account: Int) { retention(account: $account) { afterHandling whileOpen cap fiscalLimit legalLimit applied changedAt changedBy } }
`)

const PlanDocument = graphql(`
  query RetentionPlan($account: Int, $afterHandling: Int) { retentionPlan(account: $account, afterHandling: $afterHandling) { day rule orders } }
`)

const SetRetentionDocument = graphql(`
  mutation SetRetention($afterHandling: Int, $fiscalLimit: Int, $legalLimit: Int) {
    setRetention(afterHandling: $afterHandling, fiscalLimit: $fiscalLimit, legalLimit: $legalLimit) { afterHandling fiscalLimit legalLimit applied }
  }
`)

// Retention is for how long customer data is kept, and what will be forgotten when.
export default function Retention() {
  const { t } = useTranslation()
  const viewer = useViewer()
  return (
    <Page title={t('page.retention')} lead={t('retention.lead')}>
      {isStaff(viewer) && <Overview />}
      <OfAccount>{(account) => <Settings key={account} account={account} />}</OfAccount>
    </Page>
  )
}

function Settings({ account }: { account: number | undefined }) {
  const { t } = useTranslation()
  const f = useFormat()
  const can = useCan()
  const [{ data, error }, again] = useQuery({ query: RetentionDocument, variables: { account } })
  const [tried, setTried] = useState<number>()
  if (error && !data) return <Failed error={error} again={again} />
  if (!data) return <LoadingRows />
  const r = data.retention
  const days = (n: number) => t('retention.days', { count: n, n: f.number(n) })
  return (
    <>
      <Panel title={t('retention.settings')}>
        <Facts of={[
          [t('retention.handling'), <strong key="h">{days(r.afterHandling)}</strong>],
          [t('retention.open'), days(r.whileOpen)],
          [t('retention.cap'), days(r.cap)],
          [t('retention.fiscal'), days(r.fiscalLimit)],
          [t('retention.legal'), days(r.legalLimit)],
          [t('retention.applied'), r.applied ? t('retention.applied.yes') : t('retention.applied.no')],
          [t('retention.changed'), r.changedAt ? f.moment(r.changedAt) : undefined],
        ]} />
      </Panel>
      {can('RETENTION_MANAGE') && <Change of={r} tried={setTried} />}
      <Plan account={account} afterHandling={tried} now={r.afterHandling} />
    </>
  )
}

function Change({ of, tried }: { of: RetentionQuery['retention']; tried: (days: number | undefined) => void }) {
  const { t } = useTranslation()
  const [handling, setHandling] = useState(String(of.afterHandling))
  const [fiscal, setFiscal] = useState(String(of.fiscalLimit))
  const [legal, setLegal] = useState(String(of.legalLimit))
  const { busy, wrong, act } = useAct(SetRetentionDocument, t('retention.done'))
  return (
    <Panel title={t('retention.change')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void act({ afterHandling: Number(handling), fiscalLimit: Number(fiscal), legalLimit: Number(legal) }).then((done) => done && tried(undefined))
        }}
      >
        <Stack>
          <Group gap="sm" align="flex-end">
            <TextInput type="number" min={1} max={of.cap} label={t('retention.handling')} required value={handling} onChange={(e) => (setHandling(e.currentTarget.value), tried(Number(e.currentTarget.value) || undefined))} />
            <TextInput type="number" min={1} max={3660} label={t('retention.fiscal')} required value={fiscal} onChange={(e) => setFiscal(e.currentTarget.value)} />
            <TextInput type="number" min={1} max={3660} label={t('retention.legal')} required value={legal} onChange={(e) => setLegal(e.currentTarget.value)} />
            <Button type="submit" loading={busy}>
              {t('act.save')}
            </Button>
          </Group>
          <Text size="sm" c="dimmed">
            {t('retention.try')}
          </Text>
          <Wrong>{wrong}</Wrong>
        </Stack>
      </form>
    </Panel>
  )
}

// Plan is what will be forgotten when: as things stand, or as if the setting were another.
function Plan({ account, afterHandling, now }: { account: number | undefined; afterHandling: number | undefined; now: number }) {
  const { t } = useTranslation()
  const [asked] = useDebouncedValue(afterHandling === now ? undefined : afterHandling, 400)
  const [{ data, error }, again] = useQuery({ query: PlanDocument, variables: { account, afterHandling: asked } })
  const lines = data?.retentionPlan
  return (
    <Panel title={asked ? t('retention.plan.tried', { count: asked }) : t('retention.plan')}>
      {error && !data ? <Failed error={error} again={again} />
        : !lines ? <LoadingRows />
          : lines.length === 0 ? <Empty title={t('retention.plan.none')}>{t('retention.plan.none.more')}</Empty> : (
            <>
              <Bars of={lines} />
              <PlanTable of={lines} />
            </>
          )}
    </Panel>
  )
}
