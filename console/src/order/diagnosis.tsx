import { Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { OrderDetailFragment, ShapeFieldsFragment } from '../gql/graphql'
import { Facts, Panel } from '../ui/page'
import { Status, useWord } from '../ui/words'
import { Scroll } from '../ui/scroll'

// Diagnosis says what is wrong with the form of customer data, without saying any of it.
export function Diagnosis({ of }: { of: NonNullable<OrderDetailFragment['diagnosis']> }) {
  const { t } = useTranslation()
  const word = useWord()
  return (
    <Panel title={t('diagnosis.title')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('diagnosis.lead')}
      </Text>
      <div className="ov-halves">
        {of.shipTo && <Shape title={word('PartyKind', 'SHIP_TO')} of={of.shipTo} />}
        {of.billTo && <Shape title={word('PartyKind', 'BILL_TO')} of={of.billTo} />}
      </div>
      {of.compare.filter((c) => c.categories.length > 0).map((c) => (
        <Scroll key={c.connection} width={420}>
          <Table>
            <Table.Caption>{t('diagnosis.compare', { label: c.label })}</Table.Caption>
            <Table.Tbody>
              {c.categories.map((x) => (
                <Table.Tr key={x.party + x.category}>
                  <Table.Td>{word('PartyKind', x.party)}</Table.Td>
                  <Table.Td>{word('DataCategory', x.category)}</Table.Td>
                  <Table.Td>
                    <Status of="Comparison" value={x.result} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      ))}
    </Panel>
  )
}

function Shape({ title, of }: { title: string; of: ShapeFieldsFragment }) {
  const { t, i18n } = useTranslation()
  const field = (name: string) => (i18n.exists(`field.${name}`) ? t(`field.${name}` as never) : name)
  return (
    <div>
      <Text size="sm" fw={600} c="dimmed" mb={4}>
        {title}
      </Text>
      <Facts of={[
        [t('diagnosis.missing'), of.missing.length ? <span key="m" className="ov-status ov-bad">{of.missing.map(field).join(', ')}</span> : <span key="n" className="ov-status ov-good">{t('diagnosis.missing.none')}</span>],
        [t('diagnosis.present'), of.present.map(field).join(', ')],
        [field('houseNumber'), <Status key="h" of="Check" value={of.houseNumber} />],
        [field('postcode'), <Status key="p" of="Check" value={of.postcode} />],
        [field('email'), <Status key="e" of="Check" value={of.email} />],
        [field('phone'), <Status key="f" of="Check" value={of.phone} />],
      ]} />
    </div>
  )
}
