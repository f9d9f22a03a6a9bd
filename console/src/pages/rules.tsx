import { Button, Group, Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useFormat } from '../format'
import { graphql } from '../gql'
import { useSummary, type Rule } from '../rule/words'
import { Confirmed, useAct } from '../ui/act'
import { Page } from '../ui/page'
import { Empty, Failed, LoadingRows, Wrong } from '../ui/states'

const RuleForm = lazy(() => import('../rule/form').then((m) => ({ default: m.RuleForm })))
const Tried = lazy(() => import('../rule/tried').then((m) => ({ default: m.Tried })))

graphql(`
  fragment RuleFields on Rule {
    id name position state version tried triedAt
    conditions { connections { id label } countries fulfilment currency from below skus shippingMethods }
    action { kind tag routes { id label } }
  }
`)

const RulesDocument = graphql(`
  query Rules { rules { ...RuleFields } }
`)

const MoveRuleDocument = graphql(`
  mutation MoveRule($rule: ID!, $position: Int!) { moveRule(rule: $rule, position: $position) { id position } }
`)

const DeleteRuleDocument = graphql(`
  mutation DeleteRule($rule: ID!) { deleteRule(rule: $rule) { id } }
`)

const SetRuleStateDocument = graphql(`
  mutation SetRuleState($rule: ID!, $state: RuleState!) { setRuleState(rule: $rule, state: $state) { id state } }
`)

const ReleaseHeldDocument = graphql(`
  mutation ReleaseHeld { releaseHeld { released skipped held } }
`)

// Rules say what becomes of orders that come in. One is tried before it is switched on.
export default function Rules() {
  const { t } = useTranslation()
  const [{ data, error }, read] = useQuery({ query: RulesDocument })
  const [adding, { open, close }] = useDisclosure()
  const again = () => read({ requestPolicy: 'network-only' })
  const rules = data && [...data.rules].sort((a, b) => a.position - b.position)
  return (
    <Page
      title={t('page.rules')} lead={t('rules.lead')}
      actions={
        <>
          <Confirmed label={t('rules.judge')} title={t('rules.judge.title')} document={ReleaseHeldDocument} done={t('rules.judged')} variables={() => ({})} look={{ size: 'sm' }}>
            {t('rules.judge.more')}
          </Confirmed>
          <Button onClick={open}>{t('rules.add')}</Button>
        </>
      }
    >
      {error && !data ? <Failed error={error} again={again} />
        : !rules ? <LoadingRows />
          : rules.length === 0 ? <Empty title={t('rules.none')}>{t('rules.none.more')}</Empty>
            : rules.map((rule, i) => <One key={rule.id} of={rule} last={i === rules.length - 1} changed={again} />)}
      <Modal opened={adding} onClose={close} title={t('rules.add')} size="lg" closeButtonProps={{ 'aria-label': t('act.close') }}>
        <Suspense fallback={<LoadingRows />}><RuleForm done={() => (close(), again())} /></Suspense>
      </Modal>
    </Page>
  )
}

function One({ of, last, changed }: { of: Rule; last: boolean; changed: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { conditions, action } = useSummary()
  const moving = useAct(MoveRuleDocument)
  const switching = useAct(SetRuleStateDocument, t('rules.switched'))
  const [changing, change] = useDisclosure()
  const [trying, setTrying] = useState(false)
  const move = (to: number) => void moving.act({ rule: of.id, position: to }).then((done) => done && changed())
  const set = (state: 'ACTIVE' | 'OFF') => void switching.act({ rule: of.id, state }).then((done) => done && changed())
  return (
    <section className="ov-panel" aria-label={of.name}>
      <div className="ov-panel-head">
        <Group gap="sm">
          <Text fw={650}>
            {of.position}. {of.name}
          </Text>
          <span className={`ov-status ov-${of.state === 'ACTIVE' ? 'good' : of.state === 'DRAFT' ? 'busy' : 'quiet'}`}>{t(`RuleState.${of.state}`)}</span>
        </Group>
        <Group gap="xs">
          <Button size="xs" variant="default" disabled={of.position === 1} loading={moving.busy} onClick={() => move(of.position - 1)} aria-label={t('rules.up', { name: of.name })}>
            ↑
          </Button>
          <Button size="xs" variant="default" disabled={last} loading={moving.busy} onClick={() => move(of.position + 1)} aria-label={t('rules.down', { name: of.name })}>
            ↓
          </Button>
        </Group>
      </div>
      <div className="ov-panel-body">
        <Text size="sm">
          <strong>{t('rules.if')}:</strong> {conditions(of.conditions)}
        </Text>
        <Text size="sm" mb="sm">
          <strong>{t('rules.then')}:</strong> {action(of.action)}
        </Text>
        <Text size="sm" c="dimmed" mb="sm">
          {of.tried && of.triedAt ? t('rules.tried.at', { ago: f.ago(of.triedAt) }) : t('rules.untried')}
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => setTrying(!trying)} aria-expanded={trying}>
            {t('rules.try')}
          </Button>
          {of.state === 'ACTIVE' ? (
            <Button size="xs" variant="default" loading={switching.busy} onClick={() => set('OFF')}>
              {t('rules.off')}
            </Button>
          ) : (
            <Button size="xs" disabled={!of.tried} loading={switching.busy} onClick={() => set('ACTIVE')}>
              {t('rules.on')}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={change.open}>
            {t('rules.change')}
          </Button>
          <Confirmed label={t('rules.delete')} title={t('rules.delete.title', { name: of.name })} document={DeleteRuleDocument} done={t('rules.deleted')} danger variables={() => ({ rule: of.id })} after={changed}>
            {t('rules.delete.more')}
          </Confirmed>
        </Group>
        <Wrong>{moving.wrong || switching.wrong}</Wrong>
        {trying && <Suspense fallback={<LoadingRows rows={3} />}><Tried rule={of.id} tried={changed} /></Suspense>}
      </div>
      <Modal opened={changing} onClose={change.close} title={t('rules.change')} size="lg" closeButtonProps={{ 'aria-label': t('act.close') }}>
        <Suspense fallback={<LoadingRows />}><RuleForm of={of} done={() => (change.close(), setTrying(false), changed())} /></Suspense>
      </Modal>
    </section>
  )
}
