import { Spotlight, type SpotlightActionData } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useRegisteredActions, type PageAction } from '../../ui/page-actions.tsx'
import { Keys } from './keys.tsx'

/** Every action of the present screen and every page, by Ctrl/Cmd-K. */
export function CommandPalette() {
  const actions = useRegisteredActions().filter((action) => action.id !== 'palette' && !action.keysOnly)
  return (
    <Spotlight
      actions={actions.map(toSpotlight)}
      shortcut="mod + K"
      tagsToIgnore={[]}
      triggerOnContentEditable
      scrollable
      maxHeight={400}
      highlightQuery
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      nothingFound="Nothing of that name here"
      searchProps={{ leftSection: <IconSearch size={18} />, placeholder: 'Find an action or a page', 'aria-label': 'Find an action or a page' }}
      transitionProps={{ duration: 100 }}
    />
  )
}

function toSpotlight(action: PageAction): SpotlightActionData {
  return {
    id: action.id,
    label: action.label,
    leftSection: action.icon,
    rightSection: action.shortcut ? <Keys shortcut={action.shortcut} /> : undefined,
    disabled: action.disabled ?? false,
    onClick: action.run,
  }
}
