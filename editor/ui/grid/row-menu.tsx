import { ActionIcon, Menu } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconCopy, IconDots, IconListDetails, IconTrash } from '@tabler/icons-react'

/** What can be done with a row. */
export type RowDeeds = 'open' | 'move' | 'duplicate' | 'remove'

const ITEMS = [
  { deed: 'open', label: 'Open', Icon: IconListDetails, by: undefined },
  { deed: 'move', label: 'Move up', Icon: IconArrowUp, by: -1 },
  { deed: 'move', label: 'Move down', Icon: IconArrowDown, by: 1 },
  { deed: 'duplicate', label: 'Duplicate', Icon: IconCopy, by: undefined },
  { deed: 'remove', label: 'Remove', Icon: IconTrash, by: undefined },
] as const

interface RowMenuProps {
  /** Of the row. */
  name: string
  deeds: readonly RowDeeds[]
  onDeed: (deed: RowDeeds, by?: -1 | 1) => void
}

/** The menu at the end of a row. */
export function RowMenu({ name, deeds, onDeed }: RowMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions of ${name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {ITEMS.filter(({ deed }) => deeds.includes(deed)).map(({ deed, label, Icon, by }) => (
          <Menu.Item key={label} leftSection={<Icon size={16} />} onClick={() => onDeed(deed, by)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
