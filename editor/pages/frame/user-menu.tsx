import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core'
import { IconBook2, IconCheck, IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react'
import { useLogOut, useSession } from '../../api/session.tsx'

const SCHEMES = [
  { value: 'light', label: 'Light', Icon: IconSun },
  { value: 'dark', label: 'Dark', Icon: IconMoon },
  { value: 'auto', label: 'As the system', Icon: IconDeviceDesktop },
] as const

/** Colour scheme, API reference, who am I, log out. */
export function UserMenu() {
  const { colorScheme } = useMantineColorScheme()
  const { Icon } = SCHEMES.find((scheme) => scheme.value === colorScheme) ?? SCHEMES[2]
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Tooltip label="Colours">
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Colours">
              <Icon size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <SchemeItems />
      </Menu>
      <WhoAmI />
    </>
  )
}

function SchemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Menu.Dropdown>
      {SCHEMES.map(({ value, label, Icon }) => (
        <Menu.Item
          key={value}
          leftSection={<Icon size={16} />}
          rightSection={colorScheme === value ? <IconCheck size={14} aria-label="chosen" /> : null}
          onClick={() => setColorScheme(value)}
        >
          {label}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  )
}

function WhoAmI() {
  const session = useSession()
  const logOut = useLogOut()
  if (!('session' in session)) return null
  const { user, role } = session.session
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`User ${user}`}>
          <IconUserCircle size={20} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user}, {role}
        </Menu.Label>
        <Menu.Item component="a" href="/docs" target="_blank" leftSection={<IconBook2 size={16} />}>
          API reference
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void logOut()}>
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
