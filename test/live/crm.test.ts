import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'vitest'
import { Flow } from '../../server/model/flow.ts'
import { describeCrmContract } from '../crm/contract.ts'
import { openTryton } from './tryton-client.ts'
import { startTryton } from './tryton-system.ts'
import { needGroups, openVendure } from './vendure-client.ts'
import { startVendure } from './vendure-system.ts'

const flowOf = (id: string): Flow => Flow.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../flows/systems', `${id}.json`), 'utf8')))
const NOT_IN_TRYTON = 'Tryton has no field for it without further modules.'
const NO_PLACE = 'Vendure has no field for it.'

describe('S0-02, S0-05, S0-23, S0-24: callers get the same of Vendure and of Tryton', async () => {
  await describeCrmContract({
    name: 'vendure',
    start: async () => {
      const vendure = startVendure()
      if ('skip' in vendure) return vendure
      const { url, user: username, password, stop } = vendure
      await needGroups(await openVendure(url, username, password), ['vip', 'regular', 'occasional'])
      return {
        connectors: [],
        connection: { connector: 'vendure', system: 'vendure', baseUrl: url, auth: 'session', settings: { customFields: 'externalId creditLimit' } },
        credentials: { username, password },
        flow: flowOf('vendure-customers'),
        stop,
      }
    },
    cannotKeep: {
      language: NO_PLACE,
      birthDate: NO_PLACE,
      consent: NO_PLACE,
      notes: 'Notes are entries of a history, without a text that could be replaced.',
      taxIds: NO_PLACE,
      'emails.1': 'A customer has one e-mail address.',
    },
    cannotSearch: {
      taxId: NO_PLACE,
      birthDate: NO_PLACE,
      category: 'Customers are not filtered by their groups.',
      city: 'Addresses are searched by postal code only.',
    },
    cannotRace: 'Vendure has no version check: the flow reads, compares and writes.',
    versionStepMs: 1000,
  })

  await describeCrmContract({
    name: 'tryton',
    start: async () => {
      const tryton = startTryton()
      if ('skip' in tryton) return tryton
      const { url, user: username, password, stop } = tryton
      const erp = await openTryton(url, username, password)
      const countries = [
        { code: 'DE', name: 'Germany' },
        { code: 'FR', name: 'France' },
      ]
      const known = (await erp.search('country.country', [], ['code'])).map(({ code }) => code)
      const missing = countries.filter(({ code }) => !known.includes(code))
      if (missing.length > 0) await erp.create('country.country', missing)
      return {
        connectors: [],
        connection: { connector: 'tryton', system: 'tryton', baseUrl: url, auth: 'session', settings: { company: 1 } },
        credentials: { username, password },
        flow: flowOf('tryton-customers'),
        numberOf: async (id) => String((await erp.read('party.party', [Number(id)], ['code']))[0]!.code),
        stop,
      }
    },
    cannotKeep: {
      givenName: NOT_IN_TRYTON,
      familyName: NOT_IN_TRYTON,
      legalName: NOT_IN_TRYTON,
      language: 'The connector reads the language of a party and does not write it.',
      category: 'The connector does not know the categories of parties.',
      birthDate: NOT_IN_TRYTON,
      consent: NOT_IN_TRYTON,
      notes: 'Notes are attachments of a party, which the connector does not know.',
      ext: NOT_IN_TRYTON,
    },
    cannotSearch: {
      category: 'The connector does not know the categories of parties.',
      birthDate: NOT_IN_TRYTON,
      ext: NOT_IN_TRYTON,
    },
  })
})
