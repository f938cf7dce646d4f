import type { Bodies, Seal } from './contract.ts'
import type { RandomBytes } from './random-bytes.ts'
import { decrypt, encrypt, KEY_BYTES } from './seal.ts'

const keyContext = (run: string): string => `data-key:${run}`
const bodyContext = (run: string): string => `body:${run}`

/** Seals bodies under data keys of their own; keeps nothing. */
export function createBodies(seal: Seal, random: RandomBytes): Bodies {
  const keyOf = (run: string, key: Uint8Array): Uint8Array => seal.open(key, keyContext(run))
  const sealUnder = (run: string, dataKey: Uint8Array, plain: Uint8Array): Uint8Array => encrypt(dataKey, plain, { context: bodyContext(run), random })
  return {
    seal: (run, plain) => {
      const dataKey = random(KEY_BYTES)
      return { key: seal.seal(dataKey, keyContext(run)), body: sealUnder(run, dataKey, plain) }
    },
    sealMore: (run, key, plain) => sealUnder(run, keyOf(run, key), plain),
    open: (run, key, sealed) => decrypt(keyOf(run, key), sealed, bodyContext(run)),
  }
}
