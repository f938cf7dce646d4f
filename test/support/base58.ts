const DIGITS = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Bytes in base 58, as Bitcoin writes them: leading zero bytes become leading ones. */
export function encodeBase58(bytes: Uint8Array): string {
  let rest = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
  let text = ''
  for (; rest > 0n; rest /= 58n) text = DIGITS[Number(rest % 58n)]! + text
  const zeros = bytes.findIndex((byte) => byte !== 0)
  return DIGITS[0]!.repeat(zeros === -1 ? bytes.length : zeros) + text
}
