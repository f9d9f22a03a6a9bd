import { useTranslation } from 'react-i18next'
import { useFormat } from '../format'
import { graphql } from '../gql'
import { usePaged } from '../paged'
import { Page } from '../ui/page'
import { Listed } from '../ui/table'
import { By } from '../ui/words'

const AlarmsDocument = graphql(`
  query Alarms($after: String) { alarms(first: 50, after: $after) { nodes { id kind account subject role by { name } at sentAt } pageInfo { hasNextPage endCursor } } }
`)

// Alarms are canaries that were read: nobody has a reason to.
export default function Alarms() {
  const { t } = useTranslation()
  const f = useFormat()
  const { nodes, error, fetching, hasMore, more, again } = usePaged(AlarmsDocument, {}, (data) => data.alarms)
  return (
    <Page title={t('page.alarms')} lead={t('alarms.lead')}>
      <Listed
        columns={[t('audit.at'), t('order.account'), t('audit.who'), t('alarms.sent')]} nodes={nodes} of={(a) => a.id} error={error} again={again} more={hasMore ? more : undefined} fetching={fetching}
        none={{ title: t('alarms.none'), more: t('alarms.none.more') }}
        row={(a) => [f.moment(a.at), a.account ?? '–', <By key="b" of={a} />, a.sentAt ? f.moment(a.sentAt) : t('alarms.sent.not')]}
      />
    </Page>
  )
}
