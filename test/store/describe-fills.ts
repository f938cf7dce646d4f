import { expect, test } from 'vitest'
import type { MappingFill } from '../../server/model/fill.ts'
import type { CreateBench } from './store-bench.ts'

const mapping = (node: string, runs: number, more: Partial<MappingFill> = {}): MappingFill => ({
  node,
  runs,
  rows: [{ row: 'r1', filled: runs, missing: 0, failed: 0 }],
  invariants: [],
  ...more,
})
const at = (flow: string, version: number, ...mappings: MappingFill[]) => ({ flow, version, mappings })

export function describeFills(create: CreateBench): void {
  test('counts are summed by flow, version, node, row and invariant, also after a restart', async () => {
    const rows = [
      { row: 'r1', filled: 2, missing: 1, failed: 3 },
      { row: 'r2', filled: 0, missing: 6, failed: 0 },
    ]
    const full = mapping('m', 6, { rows, invariants: [{ invariant: 'r1', held: 4, broken: 2 }] })
    const bench = await create()
    const store = await bench.open()
    await store.fills.add([at('f', 1, full, mapping('n', 1)), at('f', 2, mapping('m', 9)), at('g', 1, mapping('m', 8))])
    await bench.close(store)
    const { fills } = await bench.open()
    await fills.add([at('f', 1, full)])
    expect(await fills.read('f', 1)).toEqual([
      {
        node: 'm',
        runs: 12,
        rows: [
          { row: 'r1', filled: 4, missing: 2, failed: 6 },
          { row: 'r2', filled: 0, missing: 12, failed: 0 },
        ],
        invariants: [{ invariant: 'r1', held: 8, broken: 4 }],
      },
      mapping('n', 1),
    ])
    expect(await fills.read('f', 2)).toEqual([mapping('m', 9)])
    expect(await fills.read('f', 3)).toEqual([])
  })

  test('only the newest ten versions of a flow keep their counts', async () => {
    const { fills } = await (await create()).open()
    for (let version = 1; version <= 12; version++) await fills.add([at('f', version, mapping('m', 1)), at('g', 1, mapping('m', 1))])
    const left = await Promise.all(Array.from({ length: 12 }, async (_, index) => (await fills.read('f', index + 1)).length))
    expect(left).toEqual([0, 0, ...Array.from({ length: 10 }, () => 1)])
    expect(await fills.read('g', 1)).toEqual([mapping('m', 12)])
  })

  test('a flow is forgotten with all its versions, and no other', async () => {
    const { fills } = await (await create()).open()
    await fills.add([at('f', 1, mapping('m', 1)), at('f', 2, mapping('m', 1)), at('g', 1, mapping('m', 1))])
    await fills.forget('f')
    expect([...(await fills.read('f', 1)), ...(await fills.read('f', 2))]).toEqual([])
    expect(await fills.read('g', 1)).toHaveLength(1)
  })

  test('counts that come at once are summed, nothing is lost', async () => {
    const { fills } = await (await create()).open()
    const rows = Array.from({ length: 500 }, (_, index) => ({ row: `r${String(index).padStart(4, '0')}`, filled: 1, missing: 0, failed: 0 }))
    await Promise.all(Array.from({ length: 4 }, (_, n) => fills.add([at('f', 1, mapping('m', 1, { rows: n % 2 ? rows : rows.toReversed() }))])))
    const [read] = await fills.read('f', 1)
    expect(read?.rows).toEqual(rows.map(({ row }) => ({ row, filled: 4, missing: 0, failed: 0 })))
  })
}
