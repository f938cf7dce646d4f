import type { CrmConfiguration } from '../../model/crm-configuration.ts'
import { fieldOf } from '../../model/customer-role.ts'
import type { FlowLink } from '../../model/lineage.ts'
import { type FieldError, Problem } from '../../model/problem.ts'

/** Codes under which a system names fields that it refuses. */
const NAMING: ReadonlySet<string> = new Set(['target.validation', 'target.duplicate'])

/**
 * A refusal of the CRM in the words of callers: the fields that it names are those of its own operation; `links` say from which fields of the
 * customer the flow makes them. What cannot be traced stays as it is.
 */
export function nameFields(problem: Problem, links: readonly FlowLink[], configuration: CrmConfiguration): Problem {
  if (!NAMING.has(problem.code) || !problem.errors) return problem
  const errors = problem.errors.flatMap((error) => {
    const sources = sourcesOf(links, error.path)
    return sources.length === 0 ? [error] : sources.map((path) => ({ ...error, path, ...propertyAt(configuration, path) }))
  })
  const { code, detail, at, vendorCode, vendorMessage, noEffect, cause } = problem
  return new Problem(code, detail, {
    errors,
    noEffect,
    cause,
    ...(at !== undefined && { at }),
    ...(vendorCode !== undefined && { vendorCode }),
    ...(vendorMessage !== undefined && { vendorMessage }),
  })
}

/** Fields of the customer that are copied into a field of the CRM, or else those that it is computed from. What customers are searched by is none of them. */
function sourcesOf(links: readonly FlowLink[], field: string): string[] {
  const made = links.filter(({ from, to, how }) => how !== 'decides' && isOfCustomer(from) && isInput(to) && to.path === field)
  const copied = made.filter(({ how }) => how === 'copied')
  // A change holds its customer as `patch`, and lists are told apart by nothing.
  const paths = (copied.length > 0 ? copied : made).map(({ from }) => from.path.replace(/^patch\./, ''))
  return [...new Set(paths)]
}

const isOfCustomer = ({ kind, place, path }: FlowLink['from']): boolean => kind === 'canonical' && place === 'customer' && path !== ''
const isInput = ({ kind, place }: FlowLink['to']): boolean => kind === 'external' && place.endsWith(':input')

/** The property of a field, where there is only one. */
function propertyAt({ properties }: CrmConfiguration, path: string): Pick<FieldError, 'property'> {
  const found = properties.filter((property) => property.active && (path === fieldOf(property) || path.startsWith(`${fieldOf(property)}.`)))
  return found.length === 1 ? { property: found[0]!.apiKey } : {}
}
