import { expect, test } from 'vitest'
import { WaitingRows } from '../../server/hub/documents/waiting-rows.ts'
import type { BusinessDocument } from '../../server/model/business-document.ts'

const rowOf = (id: string): BusinessDocument => ({ id }) as BusinessDocument

/** Rows with a timer that the test fires, and a disk that can fail. */
function open(shared = false) {
  const written: string[] = []
  const timers: (() => void)[] = []
  const disk = { full: false }
  const rows = new WaitingRows({
    write: async ({ id }) => {
      await new Promise((resolve) => setImmediate(resolve))
      if (disk.full) throw new Error('the disk is full')
      written.push(id)
    },
    after: (_ms, run) => {
      timers.push(run)
      return () => void timers.splice(timers.indexOf(run), 1)
    },
    shared,
  })
  return { rows, written, timers, disk }
}

test('rows are kept back until the timer, until somebody looks, or until there are many', async () => {
  const { rows, written, timers } = open()
  expect(rows.add(rowOf('1'))).toBeUndefined()
  rows.add(rowOf('2'))
  expect([written, timers.length]).toEqual([[], 1])
  rows.drop('2')
  timers[0]!()
  await rows.flush()
  expect(written).toEqual(['1'])
  rows.add(rowOf('3'))
  await rows.flush()
  expect([written, timers.length]).toEqual([['1', '3'], 1])
  for (let n = 4; n < 203; n++) rows.add(rowOf(`${n}`))
  expect(written.length).toBe(2)
  await rows.add(rowOf('203'))
  expect(written.length).toBe(202)
})

test('where other servers look as well, a row is written before its document counts as accepted', async () => {
  const { rows, written, timers } = open(true)
  await rows.add(rowOf('1'))
  expect([written, timers]).toEqual([['1'], []])
})

test('rows that could not be written are tried again', async () => {
  const { rows, written, timers, disk } = open()
  rows.add(rowOf('1'))
  disk.full = true
  await expect(rows.flush()).rejects.toThrow('full')
  expect(written).toEqual([])
  disk.full = false
  timers.at(-1)!()
  await rows.flush()
  expect(written).toEqual(['1'])
})

test('all who look at the same moment see every row', async () => {
  const { rows, written } = open()
  rows.add(rowOf('1'))
  const looks = await Promise.all([1, 2, 3].map(() => rows.flush().then(() => [...written])))
  expect(looks).toEqual([['1'], ['1'], ['1']])
})
