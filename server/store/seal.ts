import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import { Problem } from '../model/problem.ts'
import type { Seal } from './contract.ts'
import type { RandomBytes } from './random-bytes.ts'

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES

/** Key length of AES-256 in bytes. */
export const KEY_BYTES = 32

/** A key for one purpose from a key for all (RFC 5869). */
const derive = (key: Uint8Array, purpose: string): Uint8Array => new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), purpose, KEY_BYTES))

/** Encrypts with AES-256-GCM: version, nonce, tag, ciphertext. The random nonce allows 2^32 uses of one key (NIST SP 800-38D). */
export function encrypt(key: Uint8Array, plain: Uint8Array, { context, random }: { context: string; random: RandomBytes }): Uint8Array {
  const nonce = random(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), ciphertext])
}

/** Throws `storage.failed` for bytes that were changed, or made with another key or context. */
export function decrypt(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array {
  if (sealed.length < HEAD_BYTES || sealed[0] !== VERSION)
    throw new Problem('storage.failed', 'A sealed value is not complete, or was made by a newer version.')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE_BYTES))
    decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES))
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()])
  } catch (cause) {
    throw new Problem('storage.failed', 'A sealed value cannot be opened: it was changed, or the workspace key is another one.', { cause })
  }
}

/** A seal with the workspace key. Encryption and keyed hashes use keys of their own, derived from it. */
export function createSeal(workspaceKey: Uint8Array, random: RandomBytes): Seal {
  if (workspaceKey.length !== KEY_BYTES) throw new Problem('storage.failed', `The workspace key must have ${KEY_BYTES} bytes.`)
  const sealKey = derive(workspaceKey, 'patchbay/seal/1')
  const hashKey = derive(workspaceKey, 'patchbay/hmac/1')
  return {
    seal: (plain, context) => encrypt(sealKey, plain, { context, random }),
    open: (sealed, context) => decrypt(sealKey, sealed, context),
    hmac: (text) => createHmac('sha256', hashKey).update(text).digest('hex'),
  }
}
