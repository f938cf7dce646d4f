import type { ReactNode } from 'react'
import { AddressesTab } from './addresses-tab.tsx'
import type { ConfigurationTab } from './configuration-place.ts'
import { ConnectionTab } from './connection-tab.tsx'
import { FiltersTab } from './filters-tab.tsx'
import { FlowsTab } from './flows-tab.tsx'
import { HeaderTab } from './header-tab.tsx'
import { LabelsTab } from './labels-tab.tsx'
import { PackageTab } from './package-tab.tsx'
import { PropertiesTab } from './properties-tab.tsx'
import type { ScreenPart } from './screen-part.ts'
import { VersionsTab } from './versions-tab.tsx'

/** What each tab shows. */
export const PARTS: Readonly<Record<ConfigurationTab, (part: ScreenPart) => ReactNode>> = {
  properties: (part) => <PropertiesTab {...part} />,
  filters: (part) => <FiltersTab {...part} />,
  addresses: (part) => <AddressesTab {...part} />,
  labels: (part) => <LabelsTab {...part} />,
  header: (part) => <HeaderTab {...part} />,
  connection: (part) => <ConnectionTab {...part} />,
  flows: (part) => <FlowsTab {...part} />,
  package: (part) => <PackageTab {...part} />,
  versions: (part) => <VersionsTab {...part} />,
}
