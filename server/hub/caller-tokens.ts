import type { Store } from '../store/contract.ts'
import { sameText } from './same-text.ts'

export interface CallerTokensOptions {
  store: Pick<Store, 'apiKeys' | 'seal'>
  /** Wall clock, milliseconds since 1970. */
  now(): number
}

/** Who sends a request, and with which key. */
export interface KnownCaller {
  client: string
  /** Id of the API key. */
  key: string
  /** With a token that the key was exchanged for. */
  token: boolean
}

const TOKEN = /^pbt_([0-9a-f]{16})_([0-9a-z]{1,12})_([0-9a-f]{64})$/

/** Short-lived tokens for pages, in place of an API key: signed by the workspace and kept nowhere. They die with their key. */
export class CallerTokens {
  private readonly options: CallerTokensOptions

  constructor(options: CallerTokensOptions) {
    this.options = options
  }

  /** A token for so many minutes. `key`: id of a key of the client. */
  issue({ client, key, minutes }: { client: string; key: string; minutes: number }): { token: string; expiresAt: string } {
    const until = this.options.now() + minutes * 60_000
    return { token: `pbt_${key}_${until.toString(36)}_${this.sign(client, key, until)}`, expiresAt: new Date(until).toISOString() }
  }

  /** Who has sent a key or a token; `undefined` for anything else. In memory. */
  identify(bearer: string): KnownCaller | undefined {
    const { apiKeys } = this.options.store
    const direct = apiKeys.verify(bearer)
    if (direct) return { client: direct.client, key: direct.id, token: false }
    const [, key, time, signature] = TOKEN.exec(bearer) ?? []
    const client = key === undefined ? undefined : apiKeys.clientOf(key)
    if (key === undefined || client === undefined) return undefined
    const until = Number.parseInt(time!, 36)
    if (!sameText(signature!, this.sign(client, key, until)) || until <= this.options.now()) return undefined
    return { client, key, token: true }
  }

  private sign(client: string, key: string, until: number): string {
    return this.options.store.seal.hmac(`caller-token:${client}:${key}:${until}`)
  }
}
