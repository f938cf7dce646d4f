import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_LENGTH = 10
const RANDOM_LENGTH = 12

/** A new id: ten characters of time, so that ids sort by it, and twelve random ones (60 bits). `now` in milliseconds since 1970. */
export function newRunId(now: number): string {
  let time = ''
  for (let rest = now, n = 0; n < TIME_LENGTH; n++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time
  let random = ''
  for (const byte of randomBytes(RANDOM_LENGTH)) random += ALPHABET[byte & 31]
  return time + random
}
