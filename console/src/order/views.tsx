import { ActionIcon, Button, Group, Popover, Stack, TextInput } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { graphql } from '../gql'
import type { ForwardState, OrderStatus, SavedViewFieldsFragment } from '../gql/graphql'
import { useAct } from '../ui/act'
import { Stuck, Wrong } from '../ui/states'
import type { Chosen } from './chosen'

graphql(`
  fragment SavedViewFields on SavedView { id name status forwardState connection placedFrom placedUntil oldestFirst }
`)

const SavedViewsDocument = graphql(`
  query SavedViews { savedViews { ...SavedViewFields } }
`)

const SaveViewDocument = graphql(`
  mutation SaveView($view: SavedViewInput!) { saveView(view: $view) { ...SavedViewFields } }
`)

const RenameViewDocument = graphql(`
  mutation RenameView($view: ID!, $name: String!) { renameView(view: $view, name: $name) { ...SavedViewFields } }
`)

const DeleteViewDocument = graphql(`
  mutation DeleteView($view: ID!) { deleteView(view: $view) { ...SavedViewFields } }
`)

type View = SavedViewFieldsFragment

// A name is no place for customers: what looks like an address or a number of theirs is refused.
const personal = /@|\d([ -]?\d){3}/

// SavedViews are the viewer's own filters with a name. They hold nothing about customers.
export default function SavedViews({ chosen, use }: { chosen: Chosen; use: (chosen: Chosen) => void }) {
  const { t } = useTranslation()
  const [{ data, error }, again] = useQuery({ query: SavedViewsDocument })
  const [kept, setKept] = useState<View[]>() // as the last change left them
  const save = useAct(SaveViewDocument)
  const views = kept ?? data?.savedViews
  return (
    <Group gap="xs" mb="sm" role="group" aria-label={t('views.title')}>
      {views?.map((v) => <Saved key={v.id} of={v} use={() => use(chosenOf(v))} changed={setKept} />)}
      {error && !views && <Stuck error={error} again={again} />}
      {views && (
        <Named
          name="" wrong={save.wrong} busy={save.busy} clear={save.clear}
          target={(toggle) => <Button size="xs" variant="default" onClick={toggle}>{t('views.save')}</Button>}
          named={async (name) => {
            const answer = await save.act({ view: viewOf(name, chosen) })
            if (answer) setKept(answer.saveView)
            return Boolean(answer)
          }}
        />
      )}
    </Group>
  )
}

function Saved({ of, use, changed }: { of: View; use: () => void; changed: (all: View[]) => void }) {
  const { t } = useTranslation()
  const rename = useAct(RenameViewDocument)
  const remove = useAct(DeleteViewDocument)
  return (
    <Group gap={2} wrap="nowrap">
      <Button size="xs" variant="light" onClick={use}>
        {of.name}
      </Button>
      <Named
        name={of.name} wrong={rename.wrong || remove.wrong} busy={rename.busy} clear={() => (rename.clear(), remove.clear())}
        target={(toggle) => (
          <ActionIcon size="md" variant="subtle" color="gray" aria-label={t('views.change', { name: of.name })} onClick={toggle}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        )}
        named={async (name) => {
          const answer = await rename.act({ view: of.id, name })
          if (answer) changed(answer.renameView)
          return Boolean(answer)
        }}
      >
        <Button size="xs" variant="subtle" color="red" loading={remove.busy} onClick={() => void remove.act({ view: of.id }).then((answer) => answer && changed(answer.deleteView))}>
          {t('views.remove')}
        </Button>
      </Named>
    </Group>
  )
}

interface NamedProps {
  name: string
  wrong: ReactNode
  busy: boolean
  clear: () => void
  target: (toggle: () => void) => ReactNode
  named: (name: string) => Promise<boolean>
  children?: ReactNode
}

// Named asks for a view's name.
function Named({ name: before, wrong, busy, clear, target, named, children }: NamedProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState(before)
  const refused = personal.test(name)
  function toggle() {
    clear()
    setName(before)
    setOpen(!open)
  }
  return (
    <Popover opened={open} onChange={setOpen} trapFocus withinPortal>
      <Popover.Target>{target(toggle)}</Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim() && !refused) void named(name.trim()).then((done) => done && setOpen(false))
          }}
        >
          <Stack gap="xs" maw={260}>
            <TextInput data-autofocus label={t('views.name')} description={t('views.name.more')} error={refused && t('views.name.wrong')} maxLength={40} required value={name} onChange={(e) => setName(e.currentTarget.value)} />
            <Wrong>{wrong}</Wrong>
            <Button type="submit" size="xs" loading={busy}>
              {t('act.save')}
            </Button>
            {children}
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

function chosenOf(v: View): Chosen {
  return { status: [...v.status], forward: [...v.forwardState], connection: v.connection ?? null, from: v.placedFrom ?? '', until: v.placedUntil ?? '', oldest: v.oldestFirst }
}

function viewOf(name: string, c: Chosen) {
  return {
    name, status: c.status as OrderStatus[], forwardState: c.forward as ForwardState[], connection: c.connection,
    placedFrom: c.from || null, placedUntil: c.until || null, oldestFirst: c.oldest,
  }
}
