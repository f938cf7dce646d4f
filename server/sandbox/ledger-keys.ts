import { createHash } from 'node:crypto'
import { ledgerError } from './ledger-error.ts'
import type { SandboxAnswer } from './sandbox-server.ts'

/** A request with an idempotency key: the first of its kind, a repeated one with the number that it made, or one that is refused. */
export type KeyedRequest = { is: 'new'; keep(no: string): void } | { is: 'repeated'; no: string } | { is: 'refused'; answer: SandboxAnswer }

/** What was made under each idempotency key, and the digest of what had been sent. */
export class LedgerKeys {
  private readonly known = new Map<string, { digest: string; no: string }>()

  reset(): void {
    this.known.clear()
  }

  find(key: string | undefined, body: unknown): KeyedRequest {
    if (key === undefined) return { is: 'refused', answer: ledgerError(400, 'E-KEY', 'The header Idempotency-Key is needed.') }
    const digest = createHash('sha256')
      .update(JSON.stringify(body) ?? '')
      .digest('hex')
    const known = this.known.get(key)
    if (!known) return { is: 'new', keep: (no) => void this.known.set(key, { digest, no }) }
    if (known.digest === digest) return { is: 'repeated', no: known.no }
    return { is: 'refused', answer: ledgerError(409, 'E-KEY-REUSED', 'The key belongs to another document.') }
  }
}
