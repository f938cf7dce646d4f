import { scrypt, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { RandomBytes } from './random-bytes.ts'

/** A password as it is stored: scrypt with its parameters, so that these can grow without losing old passwords. Salt and hash in base64. */
export const PasswordHash = z.strictObject({ n: z.int(), r: z.int(), p: z.int(), salt: z.string(), hash: z.string() })
export type PasswordHash = z.infer<typeof PasswordHash>

const PARAMETERS = { n: 2 ** 15, r: 8, p: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32

/** scrypt takes 128 * n * r bytes; twice that is allowed. */
const derive = (password: string, salt: Uint8Array, { n, r, p }: { n: number; r: number; p: number }): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // Composed and decomposed accents are the same password, whichever keyboard typed it.
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, { N: n, r, p, maxmem: 256 * n * r }, (error, hash) => (error ? reject(error) : resolve(hash)))
  })

export async function hashPassword(password: string, random: RandomBytes): Promise<PasswordHash> {
  const salt = random(SALT_BYTES)
  const hash = await derive(password, salt, PARAMETERS)
  return { ...PARAMETERS, salt: Buffer.from(salt).toString('base64'), hash: hash.toString('base64') }
}

/** Is it the password? Compared in constant time. */
export async function isPassword(password: string, stored: PasswordHash): Promise<boolean> {
  const hash = await derive(password, Buffer.from(stored.salt, 'base64'), stored)
  const expected = Buffer.from(stored.hash, 'base64')
  return hash.length === expected.length && timingSafeEqual(hash, expected)
}

/** A hash that no password has, to spend the same time on an unknown user. */
export const nobodysHash = (random: RandomBytes): PasswordHash => ({
  ...PARAMETERS,
  salt: Buffer.from(random(SALT_BYTES)).toString('base64'),
  hash: Buffer.from(random(HASH_BYTES)).toString('base64'),
})
