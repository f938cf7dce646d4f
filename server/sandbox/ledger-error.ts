import type { SandboxAnswer } from './sandbox-server.ts'

/** `{ code, text, at? }`; `at` is the field. */
export const ledgerError = (status: number, ...[code, text, at]: readonly [code: string, text: string, at?: string]): SandboxAnswer => ({
  status,
  body: { code, text, ...(at && { at }) },
})
