import { copyNodes, pasteChange, readFragment } from '../document/clipboard.ts'
import { GRID, layoutPlaces } from '../document/layout.ts'
import type { Action } from './action.ts'
import { type FlowSubject, selectedNodes } from './flow-subject.ts'

type FlowAction = Action<FlowSubject>

const canEdit = (subject: FlowSubject): boolean => subject.state().canEdit
const hasNodes = (subject: FlowSubject): boolean => subject.state().selection.nodes.length > 0
const count = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`

const PASTE_SHIFT = { x: GRID * 4, y: GRID * 4 }

function removeSelected(subject: FlowSubject, label: string): void {
  const { selection, apply } = subject.state()
  const what = selection.nodes.length > 0 ? count(selection.nodes.length, 'node') : count(selection.wires.length, 'wire')
  apply({ type: 'remove', nodes: selection.nodes, wires: selection.wires }, `${label} ${what}`)
}

function copySelected(subject: FlowSubject): void {
  const { flow, selection } = subject.state()
  subject.screen.writeClipboard(copyNodes(flow, new Set(selection.nodes)))
}

/** Adds the nodes of a text that was copied from a flow, selected, beside where they were copied. */
function paste(subject: FlowSubject, text: string, label: string): void {
  const fragment = readFragment(text)
  if (!fragment) return subject.screen.tell('The clipboard holds no nodes.')
  const { flow, apply, select } = subject.state()
  const change = pasteChange(flow, fragment, PASTE_SHIFT)
  apply(change, `${label} ${count(change.nodes.length, 'node')}`)
  select({ nodes: change.nodes.map((node) => node.id), wires: [] })
  const first = change.nodes[0]
  if (first) subject.screen.reveal(first.id)
}

function tidyUp(subject: FlowSubject): void {
  const { flow, apply } = subject.state()
  apply({ type: 'move', places: layoutPlaces(flow, subject.specs, subject.screen.sizes()) }, 'tidy up')
  subject.screen.showStart()
}

/** Actions that change the document. */
export const EDIT_ACTIONS: readonly FlowAction[] = [
  {
    id: 'undo',
    label: 'Undo',
    shortcuts: ['mod+Z'],
    where: 'screen',
    allowed: (s) => canEdit(s) && s.state().history.past.length > 0,
    apply: (s) => s.state().undo(),
  },
  {
    id: 'redo',
    label: 'Redo',
    shortcuts: ['mod+shift+Z', 'mod+Y'],
    where: 'screen',
    allowed: (s) => canEdit(s) && s.state().history.future.length > 0,
    apply: (s) => s.state().redo(),
  },
  { id: 'save', label: 'Save now', shortcuts: ['mod+S'], where: 'screen', whileTyping: true, allowed: canEdit, apply: (s) => void s.state().flush() },
  { id: 'add', label: 'Add a node', shortcuts: ['/'], where: 'canvas', allowed: canEdit, apply: (s) => s.screen.openQuickAdd() },
  {
    id: 'connect',
    label: 'Connect to a node',
    shortcuts: ['C'],
    where: 'canvas',
    allowed: (s) => canEdit(s) && hasNodes(s),
    apply: (s) => s.screen.openConnect(),
  },
  {
    id: 'delete',
    label: 'Delete',
    shortcuts: ['Delete', 'Backspace'],
    where: 'canvas',
    allowed: (s) => canEdit(s) && (hasNodes(s) || s.state().selection.wires.length > 0),
    apply: (s) => removeSelected(s, 'delete'),
  },
  { id: 'copy', label: 'Copy', shortcuts: ['mod+C'], where: 'canvas', allowed: hasNodes, apply: copySelected },
  {
    id: 'cut',
    label: 'Cut',
    shortcuts: ['mod+X'],
    where: 'canvas',
    allowed: (s) => canEdit(s) && hasNodes(s),
    apply: (s) => {
      copySelected(s)
      removeSelected(s, 'cut')
    },
  },
  {
    id: 'paste',
    label: 'Paste',
    shortcuts: ['mod+V'],
    where: 'canvas',
    allowed: canEdit,
    apply: (s) => void s.screen.readClipboard().then((text) => paste(s, text, 'paste')),
  },
  {
    id: 'duplicate',
    label: 'Duplicate',
    shortcuts: ['mod+D'],
    where: 'canvas',
    allowed: (s) => canEdit(s) && hasNodes(s),
    apply: (s) => paste(s, copyNodes(s.state().flow, new Set(selectedNodes(s).map((node) => node.id))), 'duplicate'),
  },
  {
    id: 'tidy',
    label: 'Tidy up the layout',
    shortcuts: ['shift+L'],
    where: 'canvas',
    allowed: (s) => canEdit(s) && s.state().flow.wires.length > 0,
    apply: tidyUp,
  },
]
