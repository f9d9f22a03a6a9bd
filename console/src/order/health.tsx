import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Health, polled, Runs } from '../connection/health'
import { graphql } from '../gql'
import { Panel } from '../ui/page'
import { Failed, LoadingRows } from '../ui/states'

const AccountHealthDocument = graphql(`
  query AccountHealth($number: String!) { ordersByNumber(number: $number) { id connections { ...ConnectionHealth } } }
`)

// AccountHealth is how the connections of an order's account are, for support.
export default function AccountHealth({ number, order }: { number: string; order: string }) {
  const { t } = useTranslation()
  const [{ data, error }, again] = useQuery({ query: AccountHealthDocument, variables: { number } })
  const connections = data?.ordersByNumber.find((o) => o.id === order)?.connections
  return (
    <Panel title={t('health.account')} flush>
      {error && !data ? <Failed error={error} again={again} />
        : !connections ? <LoadingRows rows={3} />
          : connections.map((c) => (
            <section key={c.id} aria-label={c.label}>
              <div className="ov-panel-body">
                <strong>{c.label}</strong>
                <Health of={c} />
              </div>
              {polled(c) && <Runs of={c} again={again} />}
            </section>
          ))}
    </Panel>
  )
}
