import { chmod } from 'node:fs/promises'
import { Problem } from '../model/problem.ts'
import type { Seal } from './contract.ts'
import { readIfThere, writeDurably } from './durable-file.ts'
import type { RandomBytes } from './random-bytes.ts'
import { KEY_BYTES } from './seal.ts'

/** The 32 bytes of a key written as 64 hexadecimal digits or as base64 (44 characters; base64url too). `place` names where the text stands. */
export function parseKey(text: string, place: string): Uint8Array {
  const trimmed = text.trim()
  if (/^[0-9a-fA-F]{64}$/.test(trimmed)) return Buffer.from(trimmed, 'hex')
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, 'base64')
  throw new Problem('storage.failed', `The key in ${place} must be ${KEY_BYTES} bytes as base64 or hexadecimal text.`)
}

/**
 * The workspace key: from `text` (the environment) if given, else from the file, which is created with mode 0600 where it is missing. A file that is there
 * is never replaced, since everything sealed with it would be lost. Throws `storage.failed`.
 */
export async function readWorkspaceKey({ file, text, random }: { file: string; text?: string | undefined; random: RandomBytes }): Promise<Uint8Array> {
  if (text !== undefined) return parseKey(text, 'the environment')
  try {
    const stored = await readIfThere(file)
    if (stored !== undefined) {
      await chmod(file, 0o600)
      return parseKey(stored, file)
    }
    const key = random(KEY_BYTES)
    await writeDurably(file, `${Buffer.from(key).toString('base64')}\n`)
    return key
  } catch (cause) {
    throw cause instanceof Problem ? cause : new Problem('storage.failed', `The key file ${file} cannot be read or created.`, { cause })
  }
}

const CHECK = 'workspace-check'

/** What only the right key opens. */
export const sealCheck = (seal: Seal): Uint8Array => seal.seal(Buffer.from(CHECK), CHECK)

/** Throws `storage.failed` if `place` was made with another key: better at the start than at the first credential that cannot be opened. */
export function openCheck(seal: Seal, check: Uint8Array, place: string): void {
  try {
    seal.open(check, CHECK)
  } catch (cause) {
    const detail = `The workspace key is not the one that this ${place} was made with. Give the right key file or environment variable.`
    throw new Problem('storage.failed', detail, { cause })
  }
}

/** Checks the key of a data folder, or writes down what it is checked by. */
export async function checkKeyFile(file: string, seal: Seal): Promise<void> {
  const stored = await readIfThere(file)
  if (stored === undefined) await writeDurably(file, `${Buffer.from(sealCheck(seal)).toString('base64')}\n`)
  else openCheck(seal, Buffer.from(stored, 'base64'), 'data folder')
}
