import type { SandboxAnswer } from './sandbox-server.ts'

/** `{ code, text }`. */
export const ledgerError = (status: number, code: string, text: string): SandboxAnswer => ({ status, body: { code, text } })

/** An error about one field: `{ code, text, at }`. */
export const ledgerFieldError = (status: number, code: string, about: { text: string; at: string }): SandboxAnswer => ({ status, body: { code, ...about } })
