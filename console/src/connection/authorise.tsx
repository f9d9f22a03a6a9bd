import { Button, type ButtonProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { graphql } from '../gql'
import { useAct } from '../ui/act'
import { Wrong } from '../ui/states'

const BeginDocument = graphql(`
  mutation BeginAuthorisation($connection: ID!) { beginAuthorisation(connection: $connection) { url until } }
`)

// useAuthorise leaves for the page of the other side on which the merchant agrees. It tells
// whether it could.
export function useAuthorise() {
  const { busy, wrong, act } = useAct(BeginDocument)
  const go = (connection: string) => act({ connection }).then((done) => {
    if (done) location.assign(done.beginAuthorisation.url)
    return Boolean(done)
  })
  return { busy, wrong, go }
}

export function Authorise({ of, name, look }: { of: string; name: string; look?: ButtonProps }) {
  const { t } = useTranslation()
  const { busy, wrong, go } = useAuthorise()
  return (
    <>
      <Button size="xs" {...look} loading={busy} onClick={() => void go(of)}>
        {t('connect.authorise', { name })}
      </Button>
      <Wrong>{wrong}</Wrong>
    </>
  )
}
