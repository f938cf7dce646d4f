import {
  IconActivityHeartbeat,
  IconAddressBook,
  IconArrowsSplit2,
  IconBuildingStore,
  IconPlugConnected,
  IconSchema,
  IconSettings,
  type Icon,
} from '@tabler/icons-react'

/** The places of the rail. */
export const PLACES: readonly { href: string; label: string; Icon: Icon }[] = [
  { href: '/flows', label: 'Flows', Icon: IconSchema },
  { href: '/connections', label: 'Connections', Icon: IconPlugConnected },
  { href: '/clients', label: 'Clients', Icon: IconBuildingStore },
  { href: '/implementations', label: 'Implementations', Icon: IconAddressBook },
  { href: '/runs', label: 'Runs', Icon: IconActivityHeartbeat },
  { href: '/lineage', label: 'Lineage', Icon: IconArrowsSplit2 },
  { href: '/settings', label: 'Settings', Icon: IconSettings },
]
