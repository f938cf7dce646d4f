import type { SandboxAnswer } from './sandbox-server.ts'

/** A field that the CRM refuses, and the rule it broke. */
export interface CrmFieldError {
  readonly name: string
  readonly rule: string
}

/** `{ error: { code, text, fields? } }`. */
export const crmError = (status: number, code: string, text: string): SandboxAnswer => ({ status, body: { error: { code, text } } })

/** The answer to a contact that breaks rules. */
export const crmFieldErrors = (fields: readonly CrmFieldError[]): SandboxAnswer => ({
  status: 422,
  body: { error: { code: 'invalid_fields', text: 'Some fields break a rule.', fields } },
})
