import type { Store } from './contract.ts'
import { openFolderStore } from './folder-store.ts'
import { openPostgresStore } from './postgres/postgres-store.ts'
import type { StoreOptions } from './store-options.ts'

/** Opens the store: a database where one is named, else the data folder. Throws `storage.failed`. */
export async function openStore({ database, ...options }: StoreOptions): Promise<Store> {
  return database === undefined ? openFolderStore(options) : openPostgresStore({ ...options, database })
}
