import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'

// Secret shows what is shown this once.
export function Secret({ text, children }: { text: string; children: string }) {
  const { t } = useTranslation()
  return (
    <Alert color="teal" variant="light" role="status">
      <Stack gap="xs">
        <Text size="sm" c="var(--mantine-color-text)">{children}</Text>
        <Group wrap="nowrap">
          <Code block style={{ flex: 1, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {text}
          </Code>
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" onClick={copy}>
                {copied ? t('act.copied') : t('act.copy')}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </Alert>
  )
}
