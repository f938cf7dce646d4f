import { Mapping } from '../../../server/model/mapping.ts'
import { asReceived, createRandom, INPUTS, type MappingCase, path, reshape, rowsOf } from './mapping-case.ts'

interface Person {
  id: string
  givenName: string
  familyName?: string
  town?: string
  active: boolean
  unused: number
}

function inputs(): Person[] {
  const random = createRandom(4)
  return Array.from({ length: INPUTS }, (_, i) => {
    const whole: Person = { id: `P-${i}`, givenName: `Maren ${i}`, familyName: 'Vale', town: 'Brno', active: random() > 0.5, unused: i }
    return i === 0 ? whole : reshape(whole, random, ['familyName', 'town'])
  })
}

function byHand(person: Person): unknown {
  const out: Record<string, unknown> = { code: person.id, first_name: person.givenName, enabled: person.active }
  if (person.familyName !== undefined) out.last_name = person.familyName
  if (person.town !== undefined) out.city = person.town
  return out
}

const mapping = Mapping.parse({
  rows: rowsOf([
    ['code', path('id')],
    ['first_name', path('givenName')],
    ['enabled', path('active')],
    ['last_name', path('familyName')],
    ['city', path('town')],
  ]),
})

/** Five fields under other names. */
export const RENAMES_CASE: MappingCase = {
  name: '5 renames',
  inputs: asReceived(inputs()),
  byHand,
  mapping,
  library: '{ "code": id, "first_name": givenName, "enabled": active, "last_name": familyName, "city": town }',
}
