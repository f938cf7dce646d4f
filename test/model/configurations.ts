import type { z } from 'zod'
import { AddressMapping, ComboOption, CrmConfiguration, CustomerFilter, CustomerProperty } from '../../server/model/crm-configuration.ts'
import { Implementation } from '../../server/model/implementation.ts'

type PropertyInput = Partial<z.input<typeof CustomerProperty>>

export const property = (apiKey: string, rest: PropertyInput = {}): CustomerProperty =>
  CustomerProperty.parse({ apiKey, type: 'string', role: 'ext', label: { text: apiKey }, ...rest })

export const option = (value: string, rest: Partial<z.input<typeof ComboOption>> = {}): ComboOption =>
  ComboOption.parse({ value, label: { text: value }, ...rest })

export const combo = (apiKey: string, options: ComboOption[], rest: PropertyInput = {}): CustomerProperty =>
  property(apiKey, { type: 'combo', options, ...rest })

export const filter = (id: string, properties: string[], rest: Partial<z.input<typeof CustomerFilter>> = {}): CustomerFilter =>
  CustomerFilter.parse({ id, type: 'input', label: { text: id }, properties, ...rest })

export const addressMapping = (id: string, rest: Partial<AddressMapping> = {}): AddressMapping => AddressMapping.parse({ id, ...rest })

/** A configuration that holds every rule: number, name, e-mail, category, and a billing address. */
export const soundConfiguration = (change: Partial<z.input<typeof CrmConfiguration>> = {}): CrmConfiguration =>
  CrmConfiguration.parse({
    header: { name: 'CRM' },
    properties: [
      property('number', { role: 'reference', key: true }),
      property('name', { role: 'name', create: { visible: true, mandatory: true } }),
      property('email', { role: 'email', default: true }),
      combo('category', [option('vip'), option('regular')], { role: 'category', category: 0 }),
      property('city', { role: 'address' }),
      property('country', { role: 'address' }),
    ],
    filters: [filter('name', ['name'], { minCharacters: 3 }), filter('email', ['email'])],
    addresses: [addressMapping('billing', { city: 'city', country: 'country', invoice: true })],
    ...change,
  })

export const implementation = (configuration: z.input<typeof CrmConfiguration> = soundConfiguration(), rest: Partial<Implementation> = {}): Implementation =>
  Implementation.parse({ id: 'main', client: 'shop', version: 1, connection: 'crm', configuration, ...rest })
