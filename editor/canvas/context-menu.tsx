import { Menu } from '@mantine/core'
import { shownKey } from '../actions/action.ts'
import { CONTEXT_MENUS, flowAction } from '../actions/flow-actions.ts'
import type { FlowSubject } from '../actions/flow-subject.ts'
import { shortcutText } from '../actions/shortcut.ts'
import type { MenuRequest } from './canvas-requests.ts'
import classes from './context-menu.module.css'

export interface ContextMenuProps {
  request: MenuRequest | null
  subject: FlowSubject
  mac: boolean
  onClose: () => void
}

/** The menu at the pointer: the actions that make sense there, with their keys. */
export function ContextMenu({ request, subject, mac, onClose }: ContextMenuProps) {
  if (!request) return null
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={0} transitionProps={{ duration: 0 }} returnFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: request.x, top: request.y, width: 0, height: 0 }} />
      </Menu.Target>
      <Menu.Dropdown>
        {CONTEXT_MENUS[request.kind].map((id) => {
          const action = flowAction(id)
          const key = shownKey(action)
          return (
            <Menu.Item
              key={id}
              disabled={!action.allowed(subject)}
              onClick={() => action.apply(subject)}
              rightSection={key && <kbd className={classes.key}>{shortcutText(key, mac)}</kbd>}
            >
              {action.label}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
