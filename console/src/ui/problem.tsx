import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format'
import type { ProblemFieldsFragment } from '../gql/graphql'
import { useWord } from './words'

// ProblemNote says what is wrong, who has to act, and how. The sentences are the server's.
export function ProblemNote({ problem }: { problem: ProblemFieldsFragment }) {
  const { t } = useTranslation()
  const f = useFormat()
  const word = useWord()
  return (
    <div className="ov-problem">
      <Text fw={600} lang="en">
        {problem.cause}
      </Text>
      <Text size="sm" mt={4}>
        <strong>{t('problem.owner')}:</strong> {word('ProblemOwner', problem.owner)}
      </Text>
      <Text size="sm">
        <strong>{t('problem.next')}:</strong> <span lang="en">{problem.nextStep}</span>
      </Text>
      <Text size="xs" c="dimmed" mt={4}>
        <span className="ov-number">{problem.code}</span> · {f.ago(problem.at)}
      </Text>
    </div>
  )
}
