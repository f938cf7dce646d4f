import { describe, expect, it } from 'vitest'
import { filterTokens } from '../../../editor/runs/list/filter-tokens.ts'
import { criteriaOf, NO_FILTER, readRunFilter, writeRunFilter } from '../../../editor/runs/list/run-filter.ts'
import { readViews, withView } from '../../../editor/runs/list/saved-views.ts'

const NOW = new Date('2026-03-01T02:10:40.000Z')
const read = (search: string) => readRunFilter(new URLSearchParams(search))
const names = { flow: (id: string) => `<${id}>`, client: (id: string) => id, connection: (id: string) => id }

describe('the filter in the address', () => {
  it.each([
    '',
    'flow=orders&state=failed%2Cblocked',
    'connection=ledger&problem=target.validation&at=customer.vatId&lane=ab12',
    'client=demo&last=today',
    'key=R-987',
    'from=2026-03-01T00%3A00%3A00.000Z&to=2026-03-01T01%3A00%3A00.000Z',
  ])('is the same after a way there and back: %s', (search) => {
    expect(writeRunFilter(read(search))).toBe(search)
  })

  it('leaves out what it cannot read', () => {
    expect(writeRunFilter(read('state=failed,burnt,failed&last=year&from=yesterday&other=1'))).toBe('state=failed')
  })

  it('asks the server for several states and for a range that begins at a full minute', () => {
    expect(criteriaOf(read('state=failed,blocked&last=hour'), NOW)).toEqual({ state: 'failed,blocked', from: '2026-03-01T01:10:00.000Z' })
    const midnight = new Date(NOW)
    midnight.setHours(0, 0, 0, 0)
    expect(criteriaOf(read('last=today'), NOW)).toEqual({ from: midnight.toISOString() })
    expect(criteriaOf(NO_FILTER, NOW)).toEqual({})
  })

  it('shows each criterion in words and takes it away alone', () => {
    const tokens = filterTokens(read('flow=orders&state=failed,needs-payload&last=hour&key=R-987'), names, NOW)
    expect(tokens.map(({ label }) => label)).toEqual(['Flow: <orders>', 'State: failed, needs payload', 'Last hour'])
    expect(tokens.map(({ without }) => writeRunFilter(without))).toEqual([
      'key=R-987&state=failed%2Cneeds-payload&last=hour',
      'flow=orders&key=R-987&last=hour',
      'flow=orders&key=R-987&state=failed%2Cneeds-payload',
    ])
  })
})

describe('saved views', () => {
  it('keep a filter by name without the business key, and replace the one of the same name', () => {
    const once = withView([], 'Night', read('state=failed&key=R-987'))
    expect(once).toEqual([{ name: 'Night', search: 'state=failed' }])
    expect(withView([...once, { name: 'A', search: '' }], 'Night', read('last=hour'))).toEqual([
      { name: 'A', search: '' },
      { name: 'Night', search: 'last=hour' },
    ])
  })

  it('are nothing where the browser holds something else', () => {
    expect([readViews(null), readViews('{'), readViews('[{"name":1}]'), readViews('[{"name":"A","search":"x"}]')]).toEqual([
      [],
      [],
      [],
      [{ name: 'A', search: 'x' }],
    ])
  })
})
