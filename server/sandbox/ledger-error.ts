import type { z } from 'zod'
import type { SandboxAnswer } from './sandbox-server.ts'

/** `{ code, text }`. */
export const ledgerError = (status: number, code: string, text: string): SandboxAnswer => ({ status, body: { code, text } })

/** An error about one field: `{ code, text, at }`. */
export const ledgerFieldError = (status: number, code: string, about: { text: string; at: string }): SandboxAnswer => ({ status, body: { code, ...about } })

/** The first thing that is wrong with a body. */
export function ledgerSchemaError({ issues }: z.ZodError): SandboxAnswer {
  const path = issues[0]?.path ?? []
  const at = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')
  return ledgerFieldError(422, 'E-FIELD', { text: 'A field is missing, unknown or wrong.', at: at.replace(/^\./, '') })
}
