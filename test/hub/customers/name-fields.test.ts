import { expect, test } from 'vitest'
import { nameFields } from '../../../server/hub/customers/name-fields.ts'
import type { FlowLink } from '../../../server/model/lineage.ts'
import { Problem } from '../../../server/model/problem.ts'
import { property, soundConfiguration } from '../../model/configurations.ts'

const link = (place: string, path: string, to: string): FlowLink => ({
  from: { kind: 'canonical', place, path },
  to: { kind: 'external', place: `crm:people.${place}:input`, path: to },
  how: 'copied',
  exact: true,
  via: [],
  count: false,
  hidden: [],
})

test('S0-06: a refused field is named as callers know it, and not as what customers are searched by', () => {
  const configuration = soundConfiguration({ properties: [property('mail', { role: 'email' })] })
  const links = [link('customer', 'emails.value', 'mail'), link('customer-search', 'email', 'mail')]
  const refused = new Problem('target.duplicate', 'Refused.', { errors: [{ path: 'mail', message: 'taken' }] })
  expect(nameFields(refused, links, configuration).errors).toEqual([{ path: 'emails.value', message: 'taken', property: 'mail' }])
})
