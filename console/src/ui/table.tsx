import { Button, Table } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CombinedError } from 'urql'
import { Panel } from './page'
import { Empty, Failed, LoadingRows } from './states'
import { Scroll } from './scroll'

interface Props<Node> {
  title?: ReactNode
  actions?: ReactNode
  columns: string[] // an empty name is a column of buttons
  nodes: Node[] | undefined
  row: (node: Node) => ReactNode[]
  of: (node: Node) => string
  error?: CombinedError
  again: () => void
  none: { title: string; more: string }
  more?: () => void
  fetching?: boolean
  width?: number
}

// Listed is a panel with a table, and with all that it is when there is nothing in it.
export function Listed<Node>({ title, actions, columns, nodes, row, of, error, again, none, more, fetching, width = 640 }: Props<Node>) {
  const { t } = useTranslation()
  return (
    <Panel title={title} actions={actions} flush>
      {error && !nodes?.length ? <Failed error={error} again={again} />
        : !nodes ? <LoadingRows />
          : nodes.length === 0 ? <Empty title={none.title}>{none.more}</Empty> : (
            <Scroll width={width}>
              <Table verticalSpacing="sm" horizontalSpacing="lg" highlightOnHover highlightOnHoverColor="var(--ov-hover)">
                <Table.Thead>
                  <Table.Tr>{columns.map((c, i) => (c ? <Table.Th key={i}>{c}</Table.Th> : <Table.Td key={i} />))}</Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {nodes.map((node) => (
                    <Table.Tr key={of(node)}>
                      {row(node).map((cell, i) => (
                        <Table.Td key={i} ta={columns[i] ? undefined : 'right'}>
                          {cell}
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Scroll>
          )}
      {more && (
        <Button m="md" variant="default" size="xs" loading={fetching} onClick={more}>
          {t('act.more')}
        </Button>
      )}
    </Panel>
  )
}

// download hands over a file that was made here.
export function download(name: string, type: string, text: string) {
  save(name, new Blob([text], { type }))
}

export function save(name: string, file: Blob) {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
