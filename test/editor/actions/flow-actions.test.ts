import { expect, test } from 'vitest'
import { actionForKey, CONTEXT_MENUS, FLOW_ACTIONS, flowAction } from '../../../editor/actions/flow-actions.ts'
import type { FlowScreenCommands, FlowSubject } from '../../../editor/actions/flow-subject.ts'
import { canonicalShortcut, isShortcut, shortcutText } from '../../../editor/actions/shortcut.ts'
import { createFlowEditor } from '../../../editor/document/flow-editor.ts'
import { draftOf, flowOf, SPECS } from '../document/flow-fixtures.ts'

/** Keys of the frame around every screen. */
const FRAME_KEYS = ['mod+K', '?']

function subject(canEdit = true) {
  const editor = createFlowEditor({
    draft: draftOf(flowOf(['s:start', 'a', 'e:end'], ['s>a', 'a>e'])),
    canEdit,
    save: async () => ({ failed: 'off' }),
    later: () => () => undefined,
  })
  const seen: string[] = []
  const clipboard = { text: '' }
  const screen = new Proxy({} as FlowScreenCommands, {
    get: (_, name: string) => (argument?: unknown) => {
      seen.push(argument === undefined ? name : `${name} ${String(argument)}`)
      if (name === 'writeClipboard') clipboard.text = argument as string
      if (name === 'readClipboard') return Promise.resolve(clipboard.text)
      return name === 'sizes' ? new Map() : undefined
    },
  })
  const value: FlowSubject = { state: () => editor.getState(), specs: SPECS, screen, canRun: canEdit }
  return { value, editor, seen }
}

test('no two actions of the flow screen share an id or a key, also not with the frame', () => {
  const keys = [...FRAME_KEYS, ...FLOW_ACTIONS.flatMap((action) => action.shortcuts ?? [])].map(canonicalShortcut)
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  const ids = FLOW_ACTIONS.map((action) => action.id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('every action of a menu exists', () => {
  for (const id of Object.values(CONTEXT_MENUS).flat()) expect(flowAction(id).id).toBe(id)
  expect(() => flowAction('nothing')).toThrow('nothing')
})

const press = (key: string, held: string = '') => ({
  key,
  ctrlKey: held.includes('c'),
  metaKey: held.includes('m'),
  shiftKey: held.includes('s'),
  altKey: held.includes('a'),
})

test.each([
  [press('z', 'c'), 'mod+Z', { mac: false, means: true }],
  [press('z', 'm'), 'mod+Z', { mac: true, means: true }],
  [press('z', 'c'), 'mod+Z', { mac: true, means: false }],
  [press('Z', 'cs'), 'mod+Z', { mac: false, means: false }],
  [press('Z', 'cs'), 'mod+shift+Z', { mac: false, means: true }],
  [press('/', 's'), '/', { mac: false, means: true }],
  [press('+', 's'), '+', { mac: false, means: true }],
  [press('L', 's'), 'shift+L', { mac: false, means: true }],
  [press('c', 'c'), 'C', { mac: false, means: false }],
  [{ ...press('Ç', 'as'), code: 'KeyC' }, 'alt+shift+C', { mac: true, means: true }],
])('%j and %s: %j', (pressed, shortcut, { mac, means }) => {
  expect(isShortcut(pressed, shortcut, mac)).toBe(means)
})

test('keys are written as people write them', () => {
  expect(shortcutText('mod+shift+Z', false)).toBe('Ctrl Shift Z')
  expect(shortcutText('mod+ArrowLeft', true)).toBe('⌘ ←')
  expect(shortcutText('+', false)).toBe('+')
})

test('while typing, only the keys that are meant for it are heard', () => {
  const at = (typing: boolean, canvas: boolean) => ({ typing, canvas, mac: false })
  expect(actionForKey(press('Delete'), at(false, true))?.id).toBe('delete')
  expect(actionForKey(press('Delete'), at(false, false))).toBeUndefined()
  expect(actionForKey(press('Delete'), at(true, true))).toBeUndefined()
  expect(actionForKey(press('z', 'c'), at(true, false))).toBeUndefined()
  expect(actionForKey(press('Enter', 'c'), at(true, false))?.id).toBe('run')
})

test('cut and paste bring nodes back with names of their own', async () => {
  const { value, editor, seen } = subject()
  editor.getState().select({ nodes: ['a'], wires: [] })
  flowAction('cut').apply(value)
  expect(editor.getState().flow.nodes.map((node) => node.id)).toEqual(['s', 'e'])
  expect(editor.getState().flow.wires).toEqual([])
  flowAction('paste').apply(value)
  await Promise.resolve()
  await Promise.resolve()
  expect(editor.getState().selection.nodes).toEqual(['a'])
  expect(seen).toContain('reveal a')
})

test('arrow keys move what is selected on the grid', () => {
  const { value, editor } = subject()
  editor.getState().select({ nodes: ['a', 'e'], wires: [] })
  flowAction('move-right').apply(value)
  flowAction('move-far-down').apply(value)
  expect(editor.getState().flow.nodes.map((node) => node.position)).toEqual([
    { x: 0, y: 0 },
    { x: 8, y: 64 },
    { x: 8, y: 64 },
  ])
})

test('readers may look and copy, and nothing else', () => {
  const { value, editor } = subject(false)
  editor.getState().select({ nodes: ['a'], wires: [] })
  const allowed = FLOW_ACTIONS.filter((action) => action.allowed(value)).map((action) => action.id)
  expect(allowed).toEqual([
    'versions',
    'open',
    'select-all',
    'back',
    'fit',
    'zoom-in',
    'zoom-out',
    'next-finding',
    'palette',
    'inspector',
    'drawer',
    'copy',
    'go-left',
    'go-right',
    'go-up',
    'go-down',
  ])
})
