import { Group, Text, Title } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'

// Page is a title, what can be done here, and the content.
export function Page({ title, lead, actions, children }: { title: ReactNode; lead?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    if (typeof title === 'string') document.title = `${title} · Orderveil`
  }, [title])
  return (
    <>
      <Group justify="space-between" align="flex-start" mb="md" gap="sm">
        <div>
          <Title order={1}>{title}</Title>
          {lead && (
            <Text c="dimmed" size="sm" maw={720} mt={2}>
              {lead}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs" className="ov-actions">{actions}</Group>}
      </Group>
      {children}
    </>
  )
}

export function Panel({ title, actions, children, flush }: { title?: ReactNode; actions?: ReactNode; children: ReactNode; flush?: boolean }) {
  return (
    <section className="ov-panel">
      {title && (
        <div className="ov-panel-head">
          <Title order={2}>{title}</Title>
          {actions}
        </div>
      )}
      <div className={flush ? undefined : 'ov-panel-body'}>{children}</div>
    </section>
  )
}

// Facts are names with what they stand for; what is undefined is left out.
export function Facts({ of }: { of: [name: ReactNode, value: ReactNode][] }) {
  return (
    <dl className="ov-facts">
      {of.filter(([, value]) => value !== undefined).map(([name, value], i) => (
        <div key={typeof name === 'string' ? name : i} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
