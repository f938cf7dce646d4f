import type { ConfigurationChange, Implementation, ImplementationImpact } from '../../model/implementation.ts'
import { type FieldError, Problem } from '../../model/problem.ts'

export const UNKNOWN = 'There is no implementation of this id.'

/** `request.invalid` with every place that is wrong. */
export const invalid = (errors: readonly FieldError[]): Problem =>
  new Problem('request.invalid', `The implementation is not right at ${[...new Set(errors.map(({ path }) => path))].join(', ')}.`, { errors })

/** `implementation.unconfirmed`: the structural changes, then what they touch. */
export function unconfirmed(asked: readonly FieldError[], changes: readonly ConfigurationChange[], impact: readonly ImplementationImpact[]): Problem {
  const structural = changes.filter((change) => change.class === 'structural')
  const count = structural.length + asked.length
  return new Problem('implementation.unconfirmed', `${count === 1 ? 'One change needs' : `${count} changes need`} a confirmation.`, {
    at: 'confirm',
    errors: [
      ...asked,
      ...structural.map(({ path, text }) => ({ path, code: 'structural', message: text })),
      ...impact.map(({ kind, id, name, because }) => ({ path: `${kind}.${id}`, code: `touches-${kind}`, message: `${name}: ${because}` })),
    ],
  })
}

/** Throws `request.invalid` where an implementation would get another id or client. */
export function requireSamePlace(before: Implementation, value: Implementation): void {
  if (value.id !== before.id) throw invalid([{ path: 'id', message: 'must be the id in the address' }])
  if (value.client !== before.client) throw invalid([{ path: 'client', message: 'an implementation stays with its client' }])
}
