import type { Action } from './action.ts'
import { EDIT_ACTIONS } from './edit-actions.ts'
import type { FlowSubject } from './flow-subject.ts'
import { MOVE_ACTIONS } from './move-actions.ts'
import { isShortcut, type KeyPress } from './shortcut.ts'
import { VIEW_ACTIONS } from './view-actions.ts'

/** Everything a person can do on the flow screen. */
export const FLOW_ACTIONS: readonly Action<FlowSubject>[] = [...VIEW_ACTIONS, ...EDIT_ACTIONS, ...MOVE_ACTIONS]

/** The actions of the menu that opens on a node, on a wire, and on the empty canvas. */
export const CONTEXT_MENUS: Readonly<Record<'node' | 'wire' | 'canvas', readonly string[]>> = {
  node: ['open', 'mapper', 'rename', 'run-here', 'connect', 'copy', 'cut', 'duplicate', 'delete'],
  wire: ['delete'],
  canvas: ['add', 'paste', 'select-all', 'tidy', 'fit'],
}

/** The action of an id of the tables here. */
export function flowAction(id: string): Action<FlowSubject> {
  const found = FLOW_ACTIONS.find((action) => action.id === id)
  if (!found) throw new Error(`No action is called ${id}.`)
  return found
}

/** Where the focus is when a key is pressed. */
export interface KeyPlace {
  typing: boolean
  canvas: boolean
  mac: boolean
}

/** The action that a key press asks for at this place. */
export function actionForKey(press: KeyPress, place: KeyPlace): Action<FlowSubject> | undefined {
  return FLOW_ACTIONS.find((action) => {
    if (place.typing && !action.whileTyping) return false
    if (action.where === 'canvas' && !place.canvas) return false
    return action.shortcuts?.some((shortcut) => isShortcut(press, shortcut, place.mac)) ?? false
  })
}
