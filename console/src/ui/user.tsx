import { Menu, UnstyledButton, Group, Avatar, Text } from '@mantine/core'
import { IconDevices, IconDoorExit, IconLogout } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { leave } from '../session'
import { useViewer } from '../viewer'
import { useRole } from './words'
import { tell } from './tell'

export function UserMenu() {
  const { t } = useTranslation()
  const viewer = useViewer()
  const role = useRole()
  const [, go] = useLocation()
  async function out(everywhere: boolean) {
    try {
      await leave(everywhere)
    } catch {
      void tell(t('door.OFFLINE'), true)
    }
  }
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={t('menu.user')} className="ov-user">
          <Group gap={8} wrap="nowrap">
            <Avatar size={30} color="teal" variant="filled" aria-hidden>
              {role(viewer.role).slice(0, 1)}
            </Avatar>
            <div className="ov-wide">
              <Text size="sm" fw={600} lh={1.2}>
                {role(viewer.role)}
              </Text>
              <Text size="xs" c="dimmed" lh={1.2}>
                {viewer.account ? t('menu.account', { number: viewer.account.number }) : t('menu.operator')}
              </Text>
            </div>
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconDevices size={16} aria-hidden />} onClick={() => go('/account')}>
          {t('menu.sessions')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => out(false)}>
          {t('menu.out')}
        </Menu.Item>
        <Menu.Item leftSection={<IconDoorExit size={16} aria-hidden />} onClick={() => out(true)}>
          {t('menu.out.everywhere')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
