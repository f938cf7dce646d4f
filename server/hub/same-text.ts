import { timingSafeEqual } from 'node:crypto'

/** Compares in a time that tells nothing of what is equal. */
export function sameText(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)]
  return first.length === second.length && timingSafeEqual(first, second)
}
