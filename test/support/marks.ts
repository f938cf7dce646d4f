import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, inflateRawSync } from 'node:zlib'

interface Form {
  form: string
  bytes: Buffer
}

/** Base64 of some bytes, which stand after 0, 1 or 2 others: the first and last characters mix with the neighbours, the middle is what any surrounding leaves. */
function alignedBase64(bytes: Buffer, name: string): Form[] {
  return [0, 1, 2].flatMap((lead) => {
    const padded = Buffer.concat([Buffer.alloc(lead), bytes])
    const whole = padded.subarray(0, padded.length - (padded.length % 3))
    const middle = (encoding: 'base64' | 'base64url'): Buffer => Buffer.from(whole.toString(encoding).slice(lead === 0 ? 0 : 4))
    const plain = middle('base64')
    const url = middle('base64url')
    return [{ form: `${name} at ${lead}`, bytes: plain }, ...(url.equals(plain) ? [] : [{ form: `${name}url at ${lead}`, bytes: url }])]
  })
}

/** Each character as a JSON escape, and each byte percent-encoded. */
const escaped = (mark: string): string =>
  mark.replace(/[^]/gu, (one) => [...Array(one.length).keys()].map((at) => `\\u${one.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''))
const percented = (utf8: Buffer): string => utf8.toString('hex').replace(/../g, (byte) => `%${byte.toUpperCase()}`)

/** The ways a text may hide in bytes: plain, in other case, UTF-16, hex, percent-encoded, JSON-escaped, and base64 at each of its three alignments. */
function forms(mark: string): Form[] {
  const utf8 = Buffer.from(mark)
  const utf16 = Buffer.from(mark, 'utf16le')
  const texts: [form: string, text: string][] = [
    ['plain', mark],
    ['lower case', mark.toLowerCase()],
    ['upper case', mark.toUpperCase()],
    ['hex', utf8.toString('hex')],
    ['upper-case hex', utf8.toString('hex').toUpperCase()],
    ['percent-encoded', encodeURIComponent(mark)],
    ['percent-encoded bytes', percented(utf8)],
    ['JSON-escaped', JSON.stringify(mark).slice(1, -1)],
    ['JSON-escaped characters', escaped(mark)],
  ]
  const different = texts.filter(([form, text]) => form === 'plain' || text !== mark)
  return [
    ...different.map(([form, text]) => ({ form, bytes: Buffer.from(text) })),
    { form: 'utf-16', bytes: utf16 },
    { form: 'utf-16 big-endian', bytes: Buffer.from(utf16).swap16() },
    ...alignedBase64(utf8, 'base64'),
    ...alignedBase64(utf16, 'base64 of utf-16'),
  ]
}

const GZIP = Buffer.from([0x1f, 0x8b, 0x08])
/** How a gzip stream begins in base64, by the number of bytes before it. Of the first characters only those that no neighbour has a part in. */
const GZIP_BASE64 = ['H4sI', 'fiwg', '+LC', '-LC'].map((text) => Buffer.from(text))
const MOST_INFLATED = 32_000_000
const LONGEST_STREAM = 1_000_000

/** Where a text stands in some bytes. */
function* places(bytes: Buffer, wanted: Buffer): Generator<number> {
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) yield at
}

/** Where the packed data of a gzip stream begins (RFC 1952): after ten bytes and the fields that its flags name. */
function dataStart(stream: Buffer): number {
  const flags = stream[3] ?? 0
  let at = 10
  if (flags & 4 && at + 2 <= stream.length) at += 2 + stream.readUInt16LE(at)
  for (const flag of [8, 16]) if (flags & flag) at = stream.indexOf(0, at) + 1
  return flags & 2 ? at + 2 : at
}

/** What packed data hold, also where they are cut off, damaged at the end or followed by something else; nothing for what is none. */
function inflate(packed: Buffer): Buffer[] {
  try {
    return [inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_INFLATED })]
  } catch {
    return []
  }
}

/** How a zlib stream begins (RFC 1950), by its level. A raw deflate stream has no beginning that could be known: nothing here writes one to a file. */
const ZLIB = [0x01, 0x5e, 0x9c, 0xda].map((level) => Buffer.from([0x78, level]))

/** The text of base64 characters around the beginning of a stream, decoded at each alignment. */
function decoded(bytes: Buffer, at: number): Buffer[] {
  const [before = ''] = /[A-Za-z0-9+/_-]*$/.exec(bytes.subarray(Math.max(0, at - 3), at).toString('latin1')) ?? []
  const [after = ''] = /^[A-Za-z0-9+/_-]*/.exec(bytes.subarray(at, at + LONGEST_STREAM).toString('latin1')) ?? []
  return [0, 1, 2, 3].map((skip) => Buffer.from((before + after).slice(skip), 'base64'))
}

/** Everything in some bytes that was packed with gzip, wherever it begins, also in base64, or with zlib. */
function unpacked(bytes: Buffer): Buffer[] {
  const zlib = ZLIB.flatMap((start) => Array.from(places(bytes, start), (at) => inflate(bytes.subarray(at + start.length, at + LONGEST_STREAM))))
  const direct = Array.from(places(bytes, GZIP), (at) => inflateFrom(bytes, at))
  const encoded = GZIP_BASE64.flatMap((start) =>
    Array.from(places(bytes, start), (at) => decoded(bytes, at).flatMap((each) => Array.from(places(each, GZIP), (from) => inflateFrom(each, from)))),
  )
  return [...direct, ...encoded.flat(), ...zlib].flat()
}

function inflateFrom(bytes: Buffer, at: number): Buffer[] {
  const stream = bytes.subarray(at, at + LONGEST_STREAM)
  return inflate(stream.subarray(dataStart(stream)))
}

function formsIn(bytes: Buffer, marks: readonly string[], packing: string): string[] {
  return marks.flatMap((mark) => forms(mark).flatMap(({ form, bytes: wanted }) => (bytes.includes(wanted) ? [`${mark} (${packing}${form})`] : [])))
}

/** Which marks stand in some bytes, and in which form, as they are or packed with gzip or zlib. */
export function marksIn(bytes: Buffer, marks: readonly string[]): string[] {
  return [...formsIn(bytes, marks, ''), ...unpacked(bytes).flatMap((each) => formsIn(each, marks, 'packed, '))]
}

/** Every file below a folder with the marks found in it. A file that a running server removes meanwhile is left out. */
export function marksBelow(folder: string, marks: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name)
      return marksIn(readIfThere(path), marks).map((hit) => `${path}: ${hit}`)
    })
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}
