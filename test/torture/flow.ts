import { Flow } from '../../server/model/flow.ts'

const ENTRY = '{ "no": externalNumber, "lane": crmReference, "seq": $number($substringAfter(externalNumber, "-")) }'
const RECEIPT = '{ "ref": "torture:order:" & documents.id, "number": documents.id, "externalNumber": externalNumber, "status": "placed" }'

const STEPS: [id: string, kind: string, config: Record<string, unknown>][] = [
  ['order', 'endpoint', { operation: 'orders.create' }],
  ['entry', 'call', { connection: 'torture', operation: 'entries.create', input: ENTRY, as: 'entries' }],
  ['document', 'call', { connection: 'torture', operation: 'documents.create', input: ENTRY, as: 'documents' }],
  ['stamp', 'call', { connection: 'torture', operation: 'stamps.put', input: ENTRY, as: 'stamps' }],
  ['answer', 'respond', { status: 201, body: RECEIPT }],
]

/** Three writes, one for each way that makes a repeat safe. Tried often and soon, so that the harness waits for nothing but the faults. */
export const TORTURE_FLOW: Flow = Flow.parse({
  id: 'torture',
  name: 'Torture: an order in three systems',
  client: 'torture',
  nodes: STEPS.map(([id, kind, config], index) => ({ id, kind, name: id, config, position: { x: index * 260, y: 0 } })),
  wires: STEPS.slice(1).map(([to], index) => ({ id: `w${index}`, from: { node: STEPS[index]![0], port: 'out' }, to })),
  settings: { deadlineMs: 10_000, delivery: { attempts: 100, firstDelayMs: 50, factor: 2, mostDelayMs: 1_000, after: 'block' } },
})

/** The order number `seq` of a lane. */
export const orderOf = (lane: string, seq: number): object => ({
  kind: 'order',
  channelId: 'shop-1',
  issueDate: '2026-11-20',
  currency: 'EUR',
  priceMode: 'net',
  externalNumber: `${lane}-${seq}`,
  crmReference: `torture:customer:${lane}`,
  lines: Array.from({ length: 8 }, (_, index) => ({
    id: String(index + 1),
    kind: 'product',
    sku: `SKU-${index}`,
    description: `Article ${index}, as it is written on the receipt`,
    quantity: '2',
    unitPrice: '18.50',
    net: '37.00',
    tax: { category: 'S', rate: '21', amount: '7.77' },
    gross: '44.77',
  })),
  totals: { net: '296.00', tax: '62.16', gross: '358.16', rounding: '0', payable: '358.16' },
})
