import { NewCrmContact, type CrmContact } from './crm-contact.ts'

const FIRST =
  'Alva Bruno Celia Dario Edda Fabio Greta Henrik Ines Jonas Katla Livio Mira Nils Oona Pavel Quinta Rasmus Selma Tomas Ulla Viktor Wanda Xaver Ylva Zeno'.split(
    ' ',
  )
const LAST =
  'Ahrendal Brisova Castellmar Dvornik Elmquist Farkasson Grunewald Hollandar Isbrand Jankovic Kestrel Lindqvar Mandelov Norrgard Oberlin Prokesch Quistorp Rosendahl Sternvall Tamarind Ulfeld Vandermeer Westlake Yarrow Zelenkov'.split(
    ' ',
  )
const COMPANY = [
  'Amberlight Roasters',
  'Blue Kettle Trading',
  'Copperleaf Foods',
  'Driftwood Interiors',
  'Evenfall Books',
  'Foxglove Gardens',
  'Gantry Logistics',
  'Hearthstone Bakery',
  'Inkwell Print',
  'Juniper Outdoor',
]
const TOWNS = [
  ['cz', '110 00', 'Praha'],
  ['de', '10115', 'Berlin'],
  ['at', '1010', 'Wien'],
  ['pl', '00-001', 'Warszawa'],
  ['sk', '811 01', 'Bratislava'],
] as const
const STREETS = ['Orchard Lane', 'Mill Street', 'Harbour Road', 'Linden Avenue', 'Castle Hill']
const SEGMENTS = ['A', 'B', 'C'] as const

/** The time all seeded contacts were made: 2026-01-05, in seconds since 1970. */
const CREATED = 1_767_600_000

/** What a form for a new contact begins with. */
export const NEW_CONTACT = { type: 'person', lang: 'en', segment: 'C', newsletter: 'no', state: 'live', address: { country: 'cz' } } as const

/** Forty invented contacts, always the same: thirty people (C-1001 …) and ten companies (C-1031 …). */
export function seedContacts(): CrmContact[] {
  return Array.from({ length: 40 }, (_, index) => ({
    ...NewCrmContact.parse(index < 30 ? person(index) : company(index - 30)),
    id: `C-${1001 + index}`,
    rev: 1,
    created: CREATED + index * 3600,
    changed: CREATED + index * 3600,
  }))
}

function person(index: number): Record<string, unknown> {
  const first = pick(FIRST, index)
  const last = pick(LAST, index * 7)
  return {
    ...common(index),
    type: 'person',
    first_name: first,
    last_name: last,
    mail: [`${first}.${last}@example.test`.toLowerCase(), ...(index % 6 === 0 ? [`${last}.home@example.test`.toLowerCase()] : [])],
    // 555-0100 to 555-0199 are set aside for fiction.
    phones: [{ kind: 'mobile', number: `+1 202 555 01${String(index).padStart(2, '0')}` }],
    deliver_to: index % 4 === 0 ? address(index + 3) : null,
    state: index % 13 === 12 ? 'locked' : 'live',
    born: `${1950 + ((index * 7) % 55)}-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + ((index * 11) % 28)).padStart(2, '0')}`,
  }
}

function company(index: number): Record<string, unknown> {
  const name = pick(COMPANY, index)
  const domain = name.toLowerCase().replaceAll(' ', '-')
  return {
    ...common(index + 30),
    type: 'company',
    company: name,
    vat_no: `XX${String(90_000_000 + index * 137)}`,
    mail: [`office@${domain}.example.test`, `billing@${domain}.example.test`],
    phones: [{ kind: 'desk', number: `+1 303 555 01${String(index).padStart(2, '0')}` }],
    tags: ['b2b'],
  }
}

const common = (index: number): Record<string, unknown> => ({
  address: address(index),
  lang: pick(TOWNS, index)[0] === 'de' ? 'de' : 'en',
  segment: pick(SEGMENTS, index),
  newsletter: index % 3 === 0 ? 'yes' : 'no',
  tags: index % 5 === 0 ? ['loyalty'] : [],
})

function address(index: number): Record<string, unknown> {
  const [country, zip, town] = pick(TOWNS, index)
  return { street: `${pick(STREETS, index * 3)} ${1 + ((index * 17) % 90)}`, zip, town, country }
}

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length]!
