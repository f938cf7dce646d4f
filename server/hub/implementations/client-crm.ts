import type { Client } from '../../model/client.ts'
import { type FieldError, Problem } from '../../model/problem.ts'
import type { Store } from '../../store/contract.ts'

/** What a client's choice of an implementation depends on. */
export interface CrmChoices {
  /** The system that the references of an implementation of the client belong to; undefined where the client has none of this id. */
  systemOf(client: string, implementation: string): string | undefined
  /** The systems of all implementations of the client. */
  systems(client: string): readonly string[]
  /** What is wrong with an implementation, were it to serve now. */
  usable(client: string, implementation: string): Promise<FieldError[]>
  references: Pick<Store['references'], 'count'>
}

const PATH = 'crm.implementation'

/** What is wrong with the CRM of a client: enabled, it needs an implementation of the client that can serve. */
export async function checkCrm(choices: CrmChoices, { id, crm }: Client): Promise<FieldError[]> {
  if (!crm) return []
  if (crm.implementation === null)
    return crm.enabled ? [{ path: PATH, code: 'implementation-missing', message: 'must be chosen before the CRM is enabled' }] : []
  if (choices.systemOf(id, crm.implementation) === undefined)
    return [{ path: PATH, code: 'implementation-unknown', message: 'the client has no such implementation, or its connection is gone' }]
  if (!crm.enabled) return []
  const faults = await choices.usable(id, crm.implementation)
  return faults.map(({ path, message }) => ({ path: PATH, code: 'implementation-unusable', message: `${path} of the implementation: ${message}` }))
}

/** Throws `client.other-system` where the customers would live in another system than before, with how many references there are. */
export async function requireSameSystem(choices: CrmChoices, before: Client | undefined, { id, crm }: Client): Promise<void> {
  const system = crm?.implementation && choices.systemOf(id, crm.implementation)
  if (!system || !before) return
  const used = before.crm?.implementation ? choices.systemOf(id, before.crm.implementation) : undefined
  const { references } = choices
  // Without one in use before, those of the implementations that could have been, where they have left references.
  const left = used === undefined ? choices.systems(id) : [used]
  const told = await Promise.all(left.map((was) => leftBehind(references, { client: id, was, is: system, path: PATH, always: was === used })))
  const errors = told.flat()
  if (errors.length > 0) throw new Problem('client.other-system', `The customers would live in ${system}.`, { at: PATH, errors })
}

interface Move {
  client: string
  /** The systems before and after. */
  was: string
  is: string
  /** Place of the error. */
  path: string
  /** Also where no reference stays behind. */
  always: boolean
}

/** How many references stay behind where customers move from one system to another; nothing where both are the same. */
export async function leftBehind(references: CrmChoices['references'], { client, was, is, path, always }: Move): Promise<FieldError[]> {
  if (was === is) return []
  const { active = 0 } = await references.count(client, was)
  if (active === 0 && !always) return []
  const words = active === 1 ? '1 reference belongs' : `${active} references belong`
  return [{ path, code: 'other-system', message: `${words} to ${was} and would be refused with reference.other-system unless linked to one of ${is}` }]
}
