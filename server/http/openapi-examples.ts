const ADDRESS = {
  kinds: ['billing'],
  isDefault: { billing: true, shipping: false },
  line1: 'Orchard Lane 1',
  city: 'Praha',
  postalCode: '110 00',
  country: 'CZ',
}

const PERSON = {
  kind: 'business',
  isCompany: false,
  name: 'Alva Ahrendal',
  givenName: 'Alva',
  familyName: 'Ahrendal',
  taxIds: [],
  emails: [{ value: 'alva.ahrendal@example.test', kind: 'work', primary: true }],
  phones: [{ raw: '+1 202 555 0100', e164: '+12025550100', kind: 'mobile' }],
  addresses: [ADDRESS],
  language: 'en',
  status: 'active',
  ext: {},
}

const CUSTOMER = { ref: 'sandbox-crm:customer:C-1001', ...PERSON, versionToken: '3' }

const TOTALS = { net: '20.00', tax: '4.20', gross: '24.20', rounding: '0', payable: '24.20' }

const ORDER = {
  kind: 'order',
  channelId: 'shop-1',
  issueDate: '2026-11-22',
  currency: 'EUR',
  priceMode: 'net',
  crmReference: 'sandbox-crm:customer:C-1001',
  externalNumber: 'POS-1-000123',
  lines: [
    {
      id: '1',
      kind: 'product',
      sku: 'TEA-250',
      description: 'Green tea 250 g',
      quantity: '2',
      unit: 'C62',
      unitPrice: '10.00',
      net: '20.00',
      tax: { category: 'S', rate: '21', amount: '4.20' },
      gross: '24.20',
    },
  ],
  totals: TOTALS,
}

/** What a call and its answer look like, by operation; all made up. A test checks them against the schemas. */
export const EXAMPLES: Readonly<Record<string, { request?: unknown; response?: unknown }>> = {
  'customers.search': { request: { email: 'alva.ahrendal@example.test', limit: 20 }, response: { items: [CUSTOMER], next: null } },
  'customers.get': { response: CUSTOMER },
  'customers.create': { request: { name: 'Alva Ahrendal', emails: PERSON.emails, addresses: [ADDRESS] }, response: CUSTOMER },
  'customers.update': { request: { language: 'cs', versionToken: '3' }, response: { ...CUSTOMER, language: 'cs', versionToken: '4' } },
  'customers.defaults': { response: { language: 'en', status: 'active' } },
  'customers.onChange': {
    request: { property: 'country', customer: { addresses: [ADDRESS] } },
    response: { options: { region: [{ value: 'CZ-10', label: 'Prague' }] } },
  },
  'orders.create': {
    request: ORDER,
    response: { ref: 'sandbox-ledger:order:SO-2001', number: 'SO-2001', externalNumber: 'POS-1-000123', status: 'confirmed', totals: TOTALS, links: [] },
  },
  'shipments.create': {
    request: { ...ORDER, kind: 'shipment', externalNumber: 'POS-1-000124', sources: [{ rel: 'from', kind: 'order', externalNumber: 'POS-1-000123' }] },
    response: { ref: 'sandbox-ledger:shipment:SH-3001', externalNumber: 'POS-1-000124', status: 'shipped', links: [] },
  },
  'invoices.create': {
    request: {
      ...ORDER,
      kind: 'invoice',
      type: 'pos_receipt',
      externalNumber: 'POS-1-000125',
      sources: [{ rel: 'from', kind: 'order', externalNumber: 'POS-1-000123' }],
    },
    response: { ref: 'sandbox-ledger:invoice:IN-4001', number: 'IN-4001', externalNumber: 'POS-1-000125', status: 'issued', links: [] },
  },
  'creditNotes.create': {
    request: { ...ORDER, kind: 'creditNote', externalNumber: 'POS-1-000126', sources: [{ rel: 'corrects', kind: 'invoice', externalNumber: 'POS-1-000125' }] },
    response: { ref: 'sandbox-ledger:creditnote:CN-5001', externalNumber: 'POS-1-000126', status: 'issued', links: [] },
  },
  'documents.assign': {
    request: { crmReference: 'sandbox-crm:customer:C-1001' },
    response: { forwarded: 'updated', ref: 'sandbox-ledger:order:SO-2001' },
  },
}

/** The state of an order that has been delivered. */
export const STATUS_EXAMPLE = {
  id: '01kaybz6y8q4m7n2v9d3xt',
  operation: 'orders.create',
  state: 'succeeded',
  acceptedAt: '2026-11-22T08:30:00.000Z',
  endedAt: '2026-11-22T08:30:01.000Z',
  attempt: 1,
  nextAttemptAt: null,
  problem: null,
  references: ['SL-2026-0007'],
}

export const CALLBACK_EXAMPLE = { type: 'run.succeeded', timestamp: STATUS_EXAMPLE.endedAt, data: STATUS_EXAMPLE }
