import { Button, List, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { graphql } from '../gql'
import type { RegisterQuery } from '../gql/graphql'
import { Said } from '../said'
import { Facts, Page, Panel } from '../ui/page'
import { Scroll } from '../ui/scroll'
import { Failed, LoadingRows } from '../ui/states'
import { download, Listed } from '../ui/table'
import { Categories, useRole, useWord } from '../ui/words'

const RegisterDocument = graphql(`
  query Register {
    register {
      operator contact dpo measures measureCodes markdown json
      categories { category purpose fields columns }
      access { role staff revealed masked byScope }
      retention { afterHandling cap whileOpen keyBackups }
      recipients { name role country outsideEU reason purpose places agreement connector }
    }
  }
`)

type Declared = RegisterQuery['register']

// Register is the record of processing (GDPR art. 30), made from what the program works with.
export default function Register() {
  const { t } = useTranslation()
  const [{ data, error }, again] = useQuery({ query: RegisterDocument })
  const of = data?.register
  return (
    <Page title={t('page.register')} lead={t('register.lead')} actions={of && (
      <>
        <Button variant="default" size="xs" onClick={() => download('register.md', 'text/markdown', of.markdown)}>{t('register.document')}</Button>
        <Button variant="default" size="xs" onClick={() => download('register.json', 'application/json', of.json)}>{t('register.json')}</Button>
      </>
    )}>
      {error && !of ? <Failed error={error} again={again} /> : !of ? <LoadingRows /> : <Declaration of={of} />}
    </Page>
  )
}

function Declaration({ of }: { of: Declared }) {
  const { t } = useTranslation()
  const word = useWord()
  const filled = (text: string) => text || <Text span c="dimmed">{t('register.fill')}</Text>
  return (
    <>
      <Panel title={t('register.processor')}>
        <Facts of={[[t('register.name'), filled(of.operator)], [t('register.contact'), filled(of.contact)], [t('register.dpo'), filled(of.dpo)]]} />
      </Panel>
      <Listed
        title={t('register.categories')} columns={[t('register.category'), t('register.purpose'), t('register.fields'), t('register.columns')]} nodes={of.categories} of={(c) => c.category} again={() => undefined} width={860}
        none={{ title: t('register.categories'), more: '–' }}
        row={(c) => [word('DataCategory', c.category), <Said key="p" of={`purpose.${c.category}`} english={c.purpose} />, <span key="f" className="ov-number">{c.fields.join(', ')}</span>, <span key="c" className="ov-number">{c.columns.join(', ')}</span>]}
      />
      <Panel title={t('page.retention')}>
        <Facts of={[
          [t('register.handled'), t('register.days', { count: of.retention.afterHandling })], [t('register.cap'), t('register.days', { count: of.retention.cap })],
          [t('register.open'), t('register.days', { count: of.retention.whileOpen })], [t('register.backups'), t('register.days', { count: of.retention.keyBackups })],
        ]} />
      </Panel>
      <Access of={of} />
      {(['SUB_PROCESSOR', 'MARKETPLACE', 'BACK_OFFICE', 'OPERATOR'] as const).map((role) => (
        <Listed
          key={role} title={t(`register.recipients.${role}`)} columns={[t('register.name'), t('register.country'), t('register.purpose'), t('register.places'), t('register.agreement')]}
          nodes={of.recipients.filter((r) => r.role === role)} of={(r) => r.name} again={() => undefined} width={860} none={{ title: t('register.recipients.none'), more: t('register.recipients.none.more') }}
          row={(r) => [
            r.name, <>{r.country || '–'}{r.outsideEU && <span className="ov-under">{r.connector ? <Said of={`recipient.${r.connector}`} english={r.reason} /> : r.reason}</span>}</>, r.connector ? <Said key="p" of="recipient.purpose" english={r.purpose} /> : r.purpose,
            <span key="h" className="ov-number">{r.places.slice(0, 4).join(', ')}{r.places.length > 4 ? ' …' : ''}</span>, r.agreement ?? '–',
          ]}
        />
      ))}
      <Panel title={t('register.measures')}>
        <List spacing="xs">{of.measures.map((m, i) => <List.Item key={m}><Said of={`measure.${of.measureCodes[i]}`} english={m} /></List.Item>)}</List>
      </Panel>
    </>
  )
}

function Access({ of }: { of: Declared }) {
  const { t } = useTranslation()
  const role = useRole()
  return (
    <Panel title={t('register.access')} flush>
      <Scroll width={620}>
        <Table verticalSpacing="xs" horizontalSpacing="lg">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('account.role')}</Table.Th>
              <Table.Th>{t('register.revealed')}</Table.Th>
              <Table.Th>{t('register.masked')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {of.access.map((a) => (
              <Table.Tr key={a.role}>
                <Table.Td>{role(a.role)}</Table.Td>
                <Table.Td>{a.byScope ? t('register.scope') : a.revealed.length ? <Categories of={a.revealed} /> : t('register.nothing')}</Table.Td>
                <Table.Td>{a.masked.length ? <Categories of={a.masked} /> : '–'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
    </Panel>
  )
}
