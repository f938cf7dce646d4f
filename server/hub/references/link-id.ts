const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const TIME_LENGTH = 10
const RANDOM_LENGTH = 16
/** Random bytes are drawn for so many ids at once: drawing them costs more than all the rest. */
const AT_ONCE = 64

/** Makes link ids: ULIDs, of which the older one sorts first. `now` in milliseconds since 1970. */
export function createLinkIds(now: () => number, random: (bytes: number) => Uint8Array): () => string {
  let drawn = new Uint8Array()
  let used = 0
  return () => {
    if (used === drawn.length) {
      drawn = Uint8Array.from(random(RANDOM_LENGTH * AT_ONCE))
      used = 0
    }
    let id = ''
    for (let rest = now(), n = 0; n < TIME_LENGTH; n++, rest = Math.floor(rest / 32)) id = ALPHABET[rest % 32]! + id
    for (const end = used + RANDOM_LENGTH; used < end; used++) id += ALPHABET[drawn[used]! & 31]!
    return id
  }
}
