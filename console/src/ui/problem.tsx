import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format'
import type { ProblemFieldsFragment } from '../gql/graphql'
import { useProblem } from '../problems'
import { useWord } from './words'

// ProblemNote says what is wrong, who has to act, and how. In another language than English
// the API's sentences stand below: they name the product, the status or the day.
export function ProblemNote({ problem }: { problem: ProblemFieldsFragment }) {
  const { t, i18n } = useTranslation()
  const f = useFormat()
  const word = useWord()
  const words = useProblem(i18n.language, problem)
  const api = words?.of === 'api' ? 'en' : undefined
  return (
    <div className="ov-problem">
      <Text fw={600} lang={api}>
        {words?.cause}
      </Text>
      <Text size="sm" mt={4}>
        <strong>{t('problem.owner')}:</strong> {word('ProblemOwner', problem.owner)}
      </Text>
      <Text size="sm">
        <strong>{t('problem.next')}:</strong> <span lang={api}>{words?.nextStep}</span>
      </Text>
      {words?.of === 'code' && (
        <Text size="sm" c="dimmed" mt={4}>
          {t('problem.more')}: <span lang="en">{problem.cause} {problem.nextStep}</span>
        </Text>
      )}
      <Text size="xs" c="dimmed" mt={4}>
        <span className="ov-number">{problem.code}</span> · {f.ago(problem.at)}
      </Text>
    </div>
  )
}
