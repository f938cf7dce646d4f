import { describe, expect, it } from 'vitest'
import { extendTo, NO_SELECTION, toggleAll, toggleRun } from '../../../editor/runs/list/selection.ts'
import { cursorAfter } from '../../../editor/runs/list/use-grid-keys.ts'
import { sampleRun } from './sample-run.ts'

const ids = ['a', 'b', 'c', 'd', 'e']

describe('choosing runs', () => {
  it('chooses one by one and lets go again', () => {
    const two = toggleRun(toggleRun(NO_SELECTION, 'a'), 'c')
    expect([...two.chosen]).toEqual(['a', 'c'])
    expect([...toggleRun(two, 'a').chosen]).toEqual(['c'])
  })

  it('chooses a range from the last single choice, in both directions, and keeps what was chosen', () => {
    const first = toggleRun(toggleRun(NO_SELECTION, 'e'), 'c')
    expect([...extendTo(first, 'a', ids).chosen].toSorted()).toEqual(['a', 'b', 'c', 'e'])
    expect([...extendTo(first, 'd', ids).chosen].toSorted()).toEqual(['c', 'd', 'e'])
  })

  it('begins a range where the anchor has gone, and ignores a run that cannot be chosen', () => {
    expect(extendTo({ chosen: new Set(), anchor: 'gone' }, 'b', ids)).toEqual({ chosen: new Set(['b']), anchor: 'b' })
    expect(extendTo(NO_SELECTION, 'gone', ids)).toEqual(NO_SELECTION)
  })

  it('chooses all, and none where all are chosen', () => {
    const all = toggleAll(NO_SELECTION, ids)
    expect([...all.chosen]).toEqual(ids)
    expect(toggleAll(all, ids)).toEqual(NO_SELECTION)
  })

  it('moves by rows and stops at the ends', () => {
    const runs = ids.map((id) => sampleRun({ id }))
    expect([cursorAfter(null, 1, runs), cursorAfter('b', 1, runs), cursorAfter('a', -1, runs), cursorAfter('b', Infinity, runs)]).toEqual(['a', 'c', 'a', 'e'])
    expect(cursorAfter('a', 1, [])).toBeNull()
  })
})
