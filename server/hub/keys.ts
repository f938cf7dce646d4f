import type { ApiKeyView } from '../model/client.ts'
import { Problem } from '../model/problem.ts'
import type { Store } from '../store/contract.ts'
import type { CallerTokens } from './caller-tokens.ts'

/** API keys of clients: shown once, revocable. */
export class Keys {
  private readonly store: Pick<Store, 'apiKeys' | 'clients'>
  private readonly tokens: Pick<CallerTokens, 'identify'>

  constructor(store: Pick<Store, 'apiKeys' | 'clients'>, tokens: Pick<CallerTokens, 'identify'>) {
    this.store = store
    this.tokens = tokens
  }

  /** The client of a valid key or token. In memory. */
  clientOf(bearer: string): string | undefined {
    return this.tokens.identify(bearer)?.client
  }

  /** Revoked ones included. Throws `client.unknown`. */
  async list(client: string): Promise<ApiKeyView[]> {
    await this.requireClient(client)
    return this.store.apiKeys.list(client)
  }

  /** The key is handed out this once. Throws `client.unknown`. */
  async create(key: { client: string; name: string; by: string }): Promise<{ view: ApiKeyView; key: string }> {
    await this.requireClient(key.client)
    return this.store.apiKeys.create(key)
  }

  /** Holds from the moment it resolves. Throws `client.unknown`, `request.not-found`. */
  async revoke(client: string, id: string): Promise<ApiKeyView> {
    await this.requireClient(client)
    return this.store.apiKeys.revoke(client, id)
  }

  private async requireClient(id: string): Promise<void> {
    if (!(await this.store.clients.get(id))) throw new Problem('client.unknown', 'There is no client of this id.', { at: 'id' })
  }
}
