import { expect, test } from 'vitest'
import { canvasNodes, type CanvasNode, canvasWires, type Picture, withMeasures } from '../../../editor/canvas/canvas-nodes.ts'
import { hasIcon } from '../../../editor/canvas/node-icon.tsx'
import { applyChange } from '../../../editor/document/change.ts'
import { runPicture } from '../../../editor/document/run-picture.ts'
import { NODE_SPECS } from '../../../server/nodes/registry.ts'
import { flowOf, SPECS } from '../document/flow-fixtures.ts'

const FLOW = flowOf(['s:start', 'r:route', 'e:end', 'n:note'], ['s>r', 'r.a>e', 'r.problem>e'])
const picture = (more: Partial<Picture> = {}): Picture => ({
  flow: FLOW,
  specs: SPECS,
  selection: { nodes: ['r'], wires: ['w0'] },
  findings: [],
  run: undefined,
  ...more,
})
const card = (id: string, more: Partial<Picture> = {}): CanvasNode => canvasNodes(picture(more)).find((node) => node.id === id)!

test('every icon that a kind names is bundled', () => {
  expect([...NODE_SPECS.values()].map((spec) => spec.icon).filter((icon) => !hasIcon(icon))).toEqual([])
})

test('a card shows the ports of its config, the problem port last', () => {
  expect(card('r').data.ports.map((port) => port.id)).toEqual(['a', 'else', 'problem'])
  expect(card('e').data.ports.map((port) => port.id)).toEqual(['problem'])
  expect(card('r').selected).toBe(true)
})

test('a wire from a port that is gone stays visible', () => {
  const flow = applyChange(FLOW, { type: 'set-config', node: 'r', config: { routes: [] } })
  expect(card('r', { flow }).data.ports).toContainEqual({ id: 'a', title: 'a', gone: true })
  expect(canvasWires(picture({ flow })).map((wire) => wire.sourceHandle)).toContain('a')
})

test('a node of an unknown kind is drawn with the ports of its wires', () => {
  expect(card('r', { specs: new Map() }).data).toMatchObject({ spec: undefined, ports: [{ id: 'a' }, { id: 'problem' }] })
})

test('findings are counted on the card and told to screen readers', () => {
  const findings = [
    { level: 'error' as const, code: 'config.invalid' as const, message: 'm', node: 'r' },
    { level: 'warning' as const, code: 'config.invalid' as const, message: 'm', node: 'r' },
    { level: 'error' as const, code: 'config.invalid' as const, message: 'm', wire: 'w1' },
  ]
  expect(card('r', { findings }).data.findings).toEqual({ errors: 1, warnings: 1 })
  expect(card('r', { findings }).ariaLabel).toContain('1 errors')
  expect(canvasWires(picture({ findings })).map((wire) => wire.data!.wrong)).toEqual([false, true, false])
})

test('a drawn run marks what it took', () => {
  const step = {
    seq: 0,
    node: 'r',
    kind: 'route',
    startMs: 0,
    durationMs: 3,
    inBytes: 0,
    outBytes: 0,
    wires: ['w2'],
    ports: ['problem'],
    problem: { code: 'x.y', detail: 'd' },
  }
  const run = runPicture(FLOW, [step])
  expect(canvasWires(picture({ run })).map((wire) => wire.data!.mark)).toEqual([undefined, undefined, 'problem'])
  expect(card('r', { run }).data).toMatchObject({ drawn: true, mark: { times: 1, ms: 3 } })
  expect(card('e', { run }).data.mark).toBeUndefined()
})

test('cards that show the same stay the same object, and measures are kept', () => {
  const before = canvasNodes(picture()).map((node) => ({ ...node, measured: { width: 224, height: 90 } }))
  const moved = applyChange(FLOW, { type: 'move', places: [{ id: 's', x: 80, y: 0 }] })
  const after = withMeasures(before, canvasNodes(picture({ flow: moved })))
  expect(after[1]).toBe(before[1])
  expect(after[0]).toMatchObject({ position: { x: 80, y: 0 }, measured: { height: 90 } })
})
