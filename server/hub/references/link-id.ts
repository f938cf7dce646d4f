const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const TIME_LENGTH = 10
const RANDOM_LENGTH = 16

/** Makes link ids: ULIDs, of which the older one sorts first. `now` in milliseconds since 1970. */
export function createLinkIds(now: () => number, random: (bytes: number) => Uint8Array): () => string {
  return () => {
    let time = ''
    for (let rest = now(), n = 0; n < TIME_LENGTH; n++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32]! + time
    return time + Array.from(random(RANDOM_LENGTH), (byte) => ALPHABET[byte & 31]).join('')
  }
}
