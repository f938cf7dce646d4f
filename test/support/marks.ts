import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** The ways a text may hide in bytes: plain, UTF-16, hex, percent-encoded, JSON-escaped, and base64 at each of its three alignments. */
function forms(mark: string): { form: string; bytes: Buffer }[] {
  const utf8 = Buffer.from(mark)
  const aligned = [0, 1, 2].map((lead) => {
    const text = Buffer.concat([Buffer.alloc(lead), utf8]).toString('base64')
    // The first and last characters mix with the neighbours; the middle is what any surrounding text leaves intact.
    return text.slice(lead === 0 ? 0 : 4, -4)
  })
  return [
    { form: 'plain', bytes: utf8 },
    { form: 'utf-16', bytes: Buffer.from(mark, 'utf16le') },
    { form: 'hex', bytes: Buffer.from(utf8.toString('hex')) },
    { form: 'percent-encoded', bytes: Buffer.from(encodeURIComponent(mark)) },
    ...aligned.map((text, index) => ({ form: `base64 at ${index}`, bytes: Buffer.from(text) })),
  ]
}

/** Which marks stand in some bytes, and in which form. Gzip streams at the start are opened. */
export function marksIn(bytes: Buffer, marks: readonly string[]): string[] {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
  return marks.flatMap((mark) => forms(mark).flatMap(({ form, bytes: wanted }) => (plain.includes(wanted) ? [`${mark} (${form})`] : [])))
}

/** Every file below a folder with the marks found in it. */
export function marksBelow(folder: string, marks: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name)
      return marksIn(readFileSync(path), marks).map((hit) => `${path}: ${hit}`)
    })
}
