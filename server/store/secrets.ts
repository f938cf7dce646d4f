import { z } from 'zod'
import { Problem } from '../model/problem.ts'
import type { Documents, Seal, Secrets } from './contract.ts'
import type { DocumentKind } from './document-kind.ts'
import type { InTurn } from './take-turns.ts'

const SecretName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/)

/** Sealed values of one owner by name, base64. */
export const SealedSecrets = z.strictObject({ values: z.record(SecretName, z.string()) })
export type SealedSecrets = z.infer<typeof SealedSecrets>

const contextOf = (owner: string, name: string): string => `secret:${owner}:${name}`

export const SECRETS_KIND: DocumentKind<SealedSecrets> = { schema: SealedSecrets, name: 'secrets' }

/** Credentials in one document per owner. Each value is bound to its owner and name: moved to another place it cannot be opened. */
export function createSecrets({ documents, seal, inTurn }: { documents: Documents<SealedSecrets>; seal: Seal; inTurn: InTurn }): Secrets {
  const valuesOf = async (owner: string): Promise<Record<string, string>> => (await documents.get(owner))?.value.values ?? {}
  const open = (owner: string, name: string, sealed: string): string =>
    Buffer.from(seal.open(Buffer.from(sealed, 'base64'), contextOf(owner, name))).toString('utf8')

  return {
    names: async (owner) => Object.keys(await valuesOf(owner)).toSorted(),
    read: async (owner) => Object.fromEntries(Object.entries(await valuesOf(owner)).map(([name, sealed]) => [name, open(owner, name, sealed)])),
    write: (owner, values) =>
      inTurn(`secrets:${owner}`, async () => {
        const next = new Map(Object.entries(await valuesOf(owner)))
        for (const [name, value] of Object.entries(values)) {
          if (!SecretName.safeParse(name).success) throw new Problem('request.invalid', 'The name of a credential is not allowed.', { at: 'credentials' })
          if (value === '') next.delete(name)
          else next.set(name, Buffer.from(seal.seal(Buffer.from(value), contextOf(owner, name))).toString('base64'))
        }
        await documents.put(owner, { values: Object.fromEntries(next) }, (await documents.get(owner))?.revision ?? null)
      }),
    remove: (owner) =>
      inTurn(`secrets:${owner}`, async () => {
        const stored = await documents.get(owner)
        if (stored) await documents.delete(owner, stored.revision)
      }),
  }
}
