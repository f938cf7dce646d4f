import type { Seal } from '../store/contract.ts'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const ID_LENGTH = 22

type Hmac = Pick<Seal, 'hmac'>

/** The keyed hash that a run is found by for a business key, in any flow. */
export const businessKeyHash = ({ hmac }: Hmac, key: string): string => hmac(`business-key\n${key.trim()}`)

/** The lane of documents of one customer of a client. */
export const laneHash = ({ hmac }: Hmac, client: string, value: string): string => hmac(`lane\n${client}\n${value}`)

/** The run id of what a caller sends with an idempotency key: the same for every repeat, and it looks like any other. */
export function keyedRunId({ hmac }: Hmac, { client, trigger, key }: { client: string; trigger: string; key: string }): string {
  const hash = hmac(`document\n${client}\n${trigger}\n${key}`)
  let id = ''
  // Each character is made of two hexadecimal digits, of which five bits count.
  for (let n = 0; n < ID_LENGTH; n++) id += ALPHABET[Number.parseInt(hash.slice(2 * n, 2 * n + 2), 16) & 31]!
  return id
}

/** Tells one body from another under the same idempotency key. */
export const bodyTag = ({ hmac }: Hmac, bodyText: string): string => hmac(`body\n${bodyText}`)
