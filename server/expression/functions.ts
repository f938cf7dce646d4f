import { DECIMAL_FUNCTIONS } from './decimal-functions.ts'
import type { ExtraFunction } from './extra-function.ts'

/**
 * The functions beyond JSONata's own, for library and compiled evaluation alike. A missing argument gives nothing.
 * A reference is `system:entity:externalId`; the external id is percent-encoded, so that it may hold colons.
 */
export const EXTRA_FUNCTIONS: readonly ExtraFunction[] = [
  {
    name: 'ref',
    signature: '<ss(sn):s>',
    parameters: ['system', 'entity', 'externalId'],
    description: 'The reference to a record of an external system.',
    example: { text: '$ref("crm", "customer", "A:7")', result: 'crm:customer:A%3A7' },
    run: (system, entity, externalId) =>
      system === undefined || entity === undefined || externalId === undefined
        ? undefined
        : `${String(system)}:${String(entity)}:${encodeURIComponent(String(externalId))}`,
  },
  {
    name: 'refId',
    signature: '<s:s>',
    parameters: ['ref'],
    description: 'The external id of a reference, decoded.',
    example: { text: '$refId("crm:customer:A%3A7")', result: 'A:7' },
    run: (ref) => {
      if (ref === undefined) return undefined
      const match = /^[^:]+:[^:]+:([^]+)$/.exec(String(ref))
      if (!match) throw new Error('not a reference of the form system:entity:externalId')
      return decodeURIComponent(String(match[1]))
    },
  },
  {
    name: 'refSystem',
    signature: '<s:s>',
    parameters: ['ref'],
    description: 'The system of a reference.',
    example: { text: '$refSystem("crm:customer:A%3A7")', result: 'crm' },
    run: (ref) => {
      if (ref === undefined) return undefined
      const match = /^([^:]+):[^:]+:[^]+$/.exec(String(ref))
      if (!match) throw new Error('not a reference of the form system:entity:externalId')
      return match[1]
    },
  },
  ...DECIMAL_FUNCTIONS,
]
