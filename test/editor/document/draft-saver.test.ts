import { expect, test } from 'vitest'
import { createFlowEditor } from '../../../editor/document/flow-editor.ts'
import type { SaveOutcome } from '../../../editor/document/draft-saver.ts'
import type { Flow } from '../../../server/model/flow.ts'
import { draftOf, flowOf } from './flow-fixtures.ts'

interface Sent {
  revision: number
  flow: Flow
  answer(outcome: SaveOutcome): Promise<void>
}

/** An editor whose saves wait to be answered, and whose timers go off on demand. */
function open() {
  const sent: Sent[] = []
  const timers = new Set<() => void>()
  const editor = createFlowEditor({
    draft: draftOf(flowOf(['a', 'b'])),
    canEdit: true,
    save: (revision, flow) =>
      new Promise((resolve) =>
        sent.push({
          revision,
          flow,
          answer: async (outcome) => {
            resolve(outcome)
            for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
          },
        }),
      ),
    now: () => 0,
    later: (run) => {
      timers.add(run)
      return () => timers.delete(run)
    },
  })
  const tick = (): void => {
    const due = [...timers]
    timers.clear()
    due.forEach((run) => run())
  }
  const rename = (name: string): void => editor.getState().apply({ type: 'rename-node', node: 'a', name }, `rename to ${name}`)
  return { editor, sent, tick, rename, timers }
}

test('saves when the changes pause, and again what changed meanwhile', async () => {
  const { editor, sent, tick, rename } = open()
  rename('one')
  rename('two')
  expect(editor.getState().saving).toBe('unsaved')
  tick()
  expect(sent).toHaveLength(1)
  expect(editor.getState().saving).toBe('saving')
  rename('three')
  tick()
  expect(sent).toHaveLength(1)
  await sent[0]!.answer({ saved: draftOf(sent[0]!.flow, 2) })
  expect(editor.getState().saving).toBe('unsaved')
  tick()
  expect(sent[1]!.revision).toBe(2)
  expect(sent[1]!.flow.nodes[0]!.name).toBe('three')
  await sent[1]!.answer({ saved: draftOf(sent[1]!.flow, 3) })
  expect(editor.getState()).toMatchObject({ saving: 'saved', revision: 3 })
})

test('a failed save is told and tried again', async () => {
  const { editor, sent, tick, rename } = open()
  rename('one')
  tick()
  await sent[0]!.answer({ failed: 'The server cannot be reached.' })
  expect(editor.getState()).toMatchObject({ saving: 'failed', saveProblem: 'The server cannot be reached.' })
  tick()
  await sent[1]!.answer({ saved: draftOf(sent[1]!.flow, 2) })
  expect(editor.getState()).toMatchObject({ saving: 'saved', saveProblem: null })
})

test('a conflict shows the other draft; keeping mine saves over it', async () => {
  const { editor, sent, tick, rename } = open()
  rename('mine')
  tick()
  const theirs = draftOf(flowOf(['a', 'b', 'c']), 7)
  await sent[0]!.answer({ theirs })
  expect(editor.getState()).toMatchObject({ saving: 'conflict', theirs })
  rename('mine again')
  tick()
  expect(sent).toHaveLength(1)
  editor.getState().keepMine()
  tick()
  expect(sent[1]).toMatchObject({ revision: 7 })
  expect(sent[1]!.flow.nodes.map((node) => node.name)).toEqual(['mine again', 'B'])
})

test('taking theirs shows it as saved, and undo brings mine back', async () => {
  const { editor, sent, tick, rename } = open()
  rename('mine')
  tick()
  const theirs = draftOf(flowOf(['a', 'b', 'c']), 7)
  await sent[0]!.answer({ theirs })
  editor.getState().takeTheirs()
  expect(editor.getState()).toMatchObject({ saving: 'saved', revision: 7, theirs: null })
  expect(editor.getState().flow).toBe(theirs.flow)
  editor.getState().undo()
  expect(editor.getState().flow.nodes[0]!.name).toBe('mine')
  tick()
  expect(sent[1]).toMatchObject({ revision: 7 })
})

test('its own lost save is no conflict', async () => {
  const { editor, sent, tick, rename } = open()
  rename('one')
  tick()
  await sent[0]!.answer({ theirs: draftOf(structuredClone(sent[0]!.flow), 2) })
  expect(editor.getState()).toMatchObject({ saving: 'saved', revision: 2 })
})

test('flush saves at once and says whether all is saved', async () => {
  const { editor, sent, rename, timers } = open()
  expect(await editor.getState().flush()).toBe(true)
  rename('one')
  const flushed = editor.getState().flush()
  await sent[0]!.answer({ saved: draftOf(sent[0]!.flow, 2) })
  expect(await flushed).toBe(true)
  rename('two')
  const again = editor.getState().flush()
  await sent[1]!.answer({ failed: 'no' })
  expect(await again).toBe(false)
  editor.getState().dispose()
  expect(timers.size).toBe(0)
})
