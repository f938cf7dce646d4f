import { useLocalStorage } from '@mantine/hooks'

export type DrawerTab = 'samples' | 'run' | 'cases' | 'findings'

interface Stored {
  palette: boolean
  inspector: boolean
  drawer: boolean
  inspectorWidth: number
  drawerHeight: number
  tab: DrawerTab
}

/** Which panels are open, how large they are, and how to change that. Remembered by the browser. */
export interface Panels extends Stored {
  setInspectorWidth: (width: number) => void
  setDrawerHeight: (height: number) => void
  toggle: (panel: 'palette' | 'inspector' | 'drawer') => void
  show: (panel: 'palette' | 'inspector' | 'drawer') => void
  showTab: (tab: DrawerTab) => void
}

const FIRST: Stored = { palette: true, inspector: true, drawer: true, inspectorWidth: 336, drawerHeight: 248, tab: 'samples' }

/** The panels of the flow screen. */
export function usePanels(): Panels {
  const [stored, store] = useLocalStorage<Stored>({ key: 'patchbay.flow-panels', defaultValue: FIRST, getInitialValueInEffect: false })
  const panels = { ...FIRST, ...stored }
  const set = (part: Partial<Stored>): void => store((before) => ({ ...FIRST, ...before, ...part }))
  return {
    ...panels,
    setInspectorWidth: (width) => set({ inspectorWidth: between(width, 280, 640) }),
    setDrawerHeight: (height) => set({ drawerHeight: between(height, 120, 560) }),
    toggle: (panel) => set({ [panel]: !panels[panel] }),
    show: (panel) => set({ [panel]: true }),
    showTab: (tab) => set({ tab, drawer: true }),
  }
}

const between = (value: number, least: number, most: number): number => Math.round(Math.min(most, Math.max(least, value)))
