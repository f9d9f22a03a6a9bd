import { ActionIcon, Button, Group, Popover, Stack, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useViewer } from '../viewer'
import type { Chosen } from './chosen'

interface View {
  name: string
  chosen: Chosen
}

// A name is no place for customers: what looks like an address or a number of theirs is refused.
const personal = /@|\d{4}/

// SavedViews are filters with a name. They stay in this browser, and hold nothing about customers.
export default function SavedViews({ chosen, use }: { chosen: Chosen; use: (chosen: Chosen) => void }) {
  const { t } = useTranslation()
  const place = `orderveil-views-${useViewer().account?.number ?? 0}`
  const [views, setViews] = useState<View[]>(() => read(place))
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const wrong = personal.test(name)
  function keep(all: View[]) {
    setViews(all)
    localStorage.setItem(place, JSON.stringify(all))
  }
  return (
    <Group gap="xs" mb="sm" role="group" aria-label={t('views.title')}>
      {views.map((v) => (
        <Group key={v.name} gap={2} wrap="nowrap">
          <Button size="xs" variant="light" onClick={() => use(v.chosen)}>
            {v.name}
          </Button>
          <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t('views.remove', { name: v.name })} onClick={() => keep(views.filter((o) => o.name !== v.name))}>
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Popover opened={open} onChange={setOpen} trapFocus withinPortal>
        <Popover.Target>
          <Button size="xs" variant="default" onClick={() => setOpen(!open)}>
            {t('views.save')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              const named = name.trim()
              if (!named || wrong) return
              keep([...views.filter((v) => v.name !== named), { name: named, chosen }].slice(-12))
              setName('')
              setOpen(false)
            }}
          >
            <Stack gap="xs">
              <TextInput data-autofocus label={t('views.name')} description={t('views.name.more')} error={wrong && t('views.name.wrong')} maxLength={40} required value={name} onChange={(e) => setName(e.currentTarget.value)} />
              <Button type="submit" size="xs">
                {t('act.save')}
              </Button>
            </Stack>
          </form>
        </Popover.Dropdown>
      </Popover>
    </Group>
  )
}

function read(place: string): View[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
    return Array.isArray(kept) ? (kept as View[]) : []
  } catch {
    return []
  }
}
