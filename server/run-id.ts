import type { RandomBytes } from './store/random-bytes.ts'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_LENGTH = 10
const RANDOM_LENGTH = 12
/** Random characters that are drawn at once: asking the system for each id would cost more than the rest of it. */
const POOL_SIZE = RANDOM_LENGTH * 256

/** Makes run ids: ten characters of time, so that ids sort by it, and twelve random ones (60 bits). `now` in milliseconds since 1970. */
export function createRunIds(now: () => number, random: RandomBytes): () => string {
  let pool = ''
  let used = 0
  let time = { at: Number.NaN, text: '' }
  return () => {
    const at = now()
    if (at !== time.at) time = { at, text: timeText(at) }
    if (used >= pool.length) {
      pool = Array.from(random(POOL_SIZE), (byte) => ALPHABET[byte & 31]).join('')
      used = 0
    }
    used += RANDOM_LENGTH
    return time.text + pool.slice(used - RANDOM_LENGTH, used)
  }
}

function timeText(at: number): string {
  let text = ''
  for (let rest = at, n = 0; n < TIME_LENGTH; n++, rest = Math.floor(rest / 32)) text = ALPHABET[rest % 32]! + text
  return text
}
