import { Alert, Group, Text } from '@mantine/core'
import { IconClockHour4, IconEye } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { clock } from '../format'
import { graphql } from '../gql'
import type { OrderGrantsQuery } from '../gql/graphql'
import { useGrantChanges } from '../live'
import { Confirmed } from '../ui/act'
import { Categories, Status } from '../ui/words'

const OrderGrantsDocument = graphql(`
  query OrderGrants { grants(state: [REQUESTED, LIVE], first: 100) { nodes { id orderId state categories minutes endsAt ticket } } }
`)

const RevokeMineDocument = graphql(`
  mutation RevokeMine($grant: ID!) { revokeGrant(grant: $grant) { id state endsAt } }
`)

type Grant = OrderGrantsQuery['grants']['nodes'][number]

// LiveGrants are what the viewer asked for of an order, and how long it still shows something.
export function LiveGrants({ order, over }: { order: string; over: () => void }) {
  const [{ data }, again] = useQuery({ query: OrderGrantsDocument, requestPolicy: 'network-only' })
  const anew = () => again({ requestPolicy: 'network-only' })
  useGrantChanges(anew)
  return data?.grants.nodes.filter((g) => g.orderId === order).map((g) => <Granted key={g.id} grant={g} over={() => (anew(), over())} />)
}

// useTime ticks each second, and once tells that the time is over.
export function useTime(until: string, over: () => void): number {
  const [left, setLeft] = useState(() => Date.parse(until) - Date.now())
  useEffect(() => {
    let told = false
    const turn = setInterval(() => {
      const now = Date.parse(until) - Date.now()
      setLeft(now)
      if (now <= 0 && !told) {
        told = true
        over()
      }
    }, 1000)
    return () => clearInterval(turn)
  }, [until])
  return left
}

function Granted({ grant, over }: { grant: Grant; over: () => void }) {
  const { t } = useTranslation()
  const left = useTime(grant.endsAt, over)
  const live = grant.state === 'LIVE'
  if (left <= 0) return null
  return (
    <Alert color={live ? 'teal' : 'gray'} variant="light" mb="md" icon={live ? <IconEye size={20} aria-hidden /> : <IconClockHour4 size={20} aria-hidden />}>
      <Group justify="space-between">
        <div>
          <Group gap="sm">
            <Status of="GrantState" value={grant.state} />
            <Text size="sm" component="span">{grant.ticket}</Text>
            <Categories of={grant.categories} />
          </Group>
          {live && (
            <Text fw={650} mt={4} c="var(--mantine-color-text)">
              {t('grant.left')} <span role="timer" className="ov-number">{clock(left)}</span>
            </Text>
          )}
        </div>
        <Confirmed label={t('grant.end')} title={t('grant.end.title')} document={RevokeMineDocument} done={t('grant.ended')} variables={() => ({ grant: grant.id })} />
      </Group>
    </Alert>
  )
}
