import { Mapping } from '../../../server/model/mapping.ts'
import { asReceived, createRandom, each, expression, INPUTS, type MappingCase, path, reshape, rowsOf } from './mapping-case.ts'

interface SaleRecord {
  id: string
  region?: string
  status: string
  amount: number
  customer: { name: string; level?: string }
}

interface Records {
  month: string
  records: SaleRecord[]
}

const REGIONS = ['north', 'south', 'east', 'west', 'centre']
const STATES = ['open', 'paid', 'void']

/** Lists of about 1,000 records each; they share 3,000 different ones, so that they fit in memory. The first list has 1,000 of one shape. */
function inputs(): Records[] {
  const random = createRandom(3)
  const record = (index: number): SaleRecord => ({
    id: `S-${index}`,
    region: REGIONS[Math.floor(random() * REGIONS.length)]!,
    status: STATES[Math.floor(random() * STATES.length)]!,
    amount: Math.floor(random() * 100_000) / 100,
    customer: { name: `Customer ${index}`, level: 'gold' },
  })
  const pool = Array.from({ length: 3000 }, (_, index): SaleRecord => {
    const whole = record(index)
    return asReceived({ ...reshape(whole, random, ['region']), customer: reshape(whole.customer, random, ['level']) })
  })
  const lists = Array.from({ length: INPUTS - 1 }, (_, index): Records => {
    const start = Math.floor(random() * 1900)
    return { month: `2026-${(index % 12) + 1}`, records: pool.slice(start, start + 900 + Math.floor(random() * 200)) }
  })
  return [{ month: '2026-11', records: Array.from({ length: 1000 }, (_, index) => asReceived(record(index))) }, ...lists]
}

const FILTER = "records[status = 'open' and amount > 500]"

function filterByHand({ month, records }: Records): unknown {
  const open = records
    .filter((record) => record.status === 'open' && record.amount > 500)
    .map(({ id, amount, customer }) => {
      const row: Record<string, unknown> = { id, amount, name: customer.name }
      if (customer.level !== undefined) row.level = customer.level
      return row
    })
  return { month, open }
}

const filterMapping = Mapping.parse({
  rows: [
    ...rowsOf([['month', path('month')]]),
    each(
      'open',
      FILTER,
      rowsOf([
        ['id', path('id')],
        ['amount', path('amount')],
        ['name', path('customer.name')],
        ['level', path('customer.level')],
      ]),
    ),
  ],
})

const filterLibrary = `{ "month": month, "open": [${FILTER}.{ "id": id, "amount": amount, "name": customer.name, "level": customer.level }] }`

function groupByHand({ month, records }: Records): unknown {
  const regions: Record<string, { count: number; total: number }> = {}
  let total = 0
  for (const { region, amount } of records) {
    total += amount
    if (region === undefined) continue
    const found = (regions[region] ??= { count: 0, total: 0 })
    found.count += 1
    found.total += amount
  }
  return { month, count: records.length, total, regions }
}

const GROUP = 'records{ region: { "count": $count($), "total": $sum(amount) } }'

const groupMapping = Mapping.parse({
  rows: rowsOf([
    ['month', path('month')],
    ['count', expression('$count(records)')],
    ['total', expression('$sum(records.amount)')],
    ['regions', expression(GROUP)],
  ]),
})

const groupLibrary = `{ "month": month, "count": $count(records), "total": $sum(records.amount), "regions": ${GROUP} }`

const RECORDS = inputs()

/** Those records of about 1,000 that fulfil two conditions, about one in six. */
export const FILTER_CASE: MappingCase = {
  name: 'filter of 1,000 records',
  inputs: RECORDS,
  byHand: filterByHand,
  mapping: filterMapping,
  library: filterLibrary,
}

/** Counts and sums of about 1,000 records for each of five regions. */
export const GROUP_CASE: MappingCase = { name: 'group of 1,000 records', inputs: RECORDS, byHand: groupByHand, mapping: groupMapping, library: groupLibrary }
