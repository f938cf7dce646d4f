import type { ApiKeyView } from '../model/client.ts'
import { Problem } from '../model/problem.ts'
import type { Store } from '../store/contract.ts'

/** API keys of clients: shown once, revocable. */
export class Keys {
  private readonly store: Pick<Store, 'apiKeys' | 'clients'>

  constructor(store: Pick<Store, 'apiKeys' | 'clients'>) {
    this.store = store
  }

  /** The client of a valid key. In memory. */
  clientOf(key: string): string | undefined {
    return this.store.apiKeys.verify(key)?.client
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
