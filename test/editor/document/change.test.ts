import { array, assert, property } from 'fast-check'
import { expect, test } from 'vitest'
import { applyChange } from '../../../editor/document/change.ts'
import { configChange } from '../../../editor/document/config-change.ts'
import { createFlowEditor } from '../../../editor/document/flow-editor.ts'
import { draftOf, flowOf, node, plans, spec } from './flow-fixtures.ts'

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(freeze)
  return value
}

const START = flowOf(['s:start', 'r:route', 'a', 'e:end'], ['s>r', 'r.a>a', 'r.else>e', 'a>e'])

test('changes leave their flow alone, keep ids unique and let no wire lead nowhere', () => {
  assert(
    property(array(plans, { maxLength: 25 }), (list) => {
      let flow = freeze(structuredClone(START))
      for (const plan of list) {
        const change = plan(flow)
        if (change) flow = freeze(applyChange(flow, change))
        const ids = flow.nodes.map((each) => each.id)
        expect(new Set(ids).size).toBe(ids.length)
        expect(new Set(flow.wires.map((wire) => wire.id)).size).toBe(flow.wires.length)
        for (const wire of flow.wires) expect(ids).toEqual(expect.arrayContaining([wire.from.node, wire.to]))
      }
    }),
  )
})

test('undo gives back every state exactly, and redo goes forward through the same ones', () => {
  assert(
    property(array(plans, { minLength: 1, maxLength: 25 }), (list) => {
      let now = 0
      const editor = createFlowEditor({
        draft: draftOf(freeze(structuredClone(START))),
        canEdit: true,
        save: async () => ({ failed: 'off' }),
        now: () => (now += 10_000),
        later: () => () => undefined,
      })
      const seen = [editor.getState().flow]
      for (const plan of list) {
        const change = plan(editor.getState().flow)
        if (change) editor.getState().apply(change, 'change')
        if (editor.getState().flow !== seen.at(-1)) seen.push(editor.getState().flow)
      }
      const copies = structuredClone(seen)
      for (const state of seen.slice(0, -1).toReversed()) {
        editor.getState().undo()
        expect(editor.getState().flow).toBe(state)
      }
      expect(editor.getState().history.past).toEqual([])
      for (const state of seen.slice(1)) {
        editor.getState().redo()
        expect(editor.getState().flow).toBe(state)
      }
      expect(seen).toEqual(copies)
    }),
  )
})

test('removing a node takes its wires along', () => {
  expect(applyChange(START, { type: 'remove', nodes: ['r'], wires: [] }).wires.map((wire) => wire.id)).toEqual(['w3'])
})

test('a node put into a wire stands between its ends', () => {
  const flow = applyChange(START, { type: 'insert', wire: 'w0', node: node('n'), port: 'out', newWire: 'w9' })
  expect(flow.wires).toContainEqual({ id: 'w0', from: { node: 's', port: 'out' }, to: 'n' })
  expect(flow.wires).toContainEqual({ id: 'w9', from: { node: 'n', port: 'out' }, to: 'r' })
})

test('a wire follows its port when the port gets another name, and goes with it', () => {
  const renamed = applyChange(START, configChange(START, { node: 'r', spec: spec('route'), config: { routes: [{ id: 'b', title: 'B' }] } }))
  expect(renamed.wires[1]).toEqual({ id: 'w1', from: { node: 'r', port: 'b' }, to: 'a' })
  const gone = applyChange(START, configChange(START, { node: 'r', spec: spec('route'), config: { routes: [] } }))
  expect(gone.wires.map((wire) => wire.id)).toEqual(['w0', 'w2', 'w3'])
})

test('typing in one field is taken back in one step', () => {
  let now = 0
  const editor = createFlowEditor({ draft: draftOf(START), canEdit: true, save: async () => ({ failed: 'off' }), now: () => now, later: () => () => undefined })
  for (const name of ['F', 'Fi', 'Fin']) {
    editor.getState().apply({ type: 'rename-node', node: 'a', name }, 'rename')
    now += 100
  }
  now += 5_000
  editor.getState().apply({ type: 'rename-node', node: 'a', name: 'Find' }, 'rename')
  editor.getState().undo()
  expect(editor.getState().flow.nodes[2]!.name).toBe('Fin')
  editor.getState().undo()
  expect(editor.getState().flow).toBe(START)
})

test('nothing changes without the right to edit', () => {
  const editor = createFlowEditor({ draft: draftOf(START), canEdit: false, save: async () => ({ failed: 'off' }) })
  editor.getState().apply({ type: 'remove', nodes: ['a'], wires: [] }, 'remove')
  expect(editor.getState().flow).toBe(START)
})
