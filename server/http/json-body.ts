import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { Problem } from '../model/problem.ts'
import { findJsonFault } from './json-fault.ts'
import { guardJson } from './json-guard.ts'

export interface JsonBody {
  value: unknown
  bytes: number
}

/**
 * Reads the body of a request as guarded JSON. Throws `request.media-type`, `request.too-large`, `request.malformed`,
 * `request.too-deep` or `request.forbidden-key`. A missing body is `undefined`. `check` sees the bytes as they were sent before they are read, and may throw.
 */
export async function readJsonBody(request: IncomingMessage, limit: number, check?: (bytes: Buffer) => Promise<void>): Promise<JsonBody> {
  const type = request.headers['content-type']
  // Refused before reading; the body that is left over is dropped together with the connection.
  if (type !== undefined && !isJsonType(type)) throw new Problem('request.media-type', 'The content-type is not application/json.', { at: 'content-type' })
  if (request.headers['content-encoding'] !== undefined && request.headers['content-encoding'] !== 'identity')
    throw new Problem('request.media-type', 'An encoded body is not accepted.', { at: 'content-encoding' })
  const bytes = await readBytes(request, limit)
  if (check) await check(bytes)
  if (bytes.length === 0) return { value: undefined, bytes: 0 }
  if (type === undefined) throw new Problem('request.media-type', 'The content-type is missing.', { at: 'content-type' })
  return { value: parseJson(bytes), bytes: bytes.length }
}

/** `application/json` and `application/...+json`, in UTF-8. */
export function isJsonType(type: string): boolean {
  if (type === 'application/json') return true
  const [essence = '', ...parameters] = type.toLowerCase().split(';')
  if (!/^application\/([\w.-]+\+)?json$/.test(essence.trim())) return false
  return parameters.every((parameter) => !/^\s*charset\s*=/.test(parameter) || /^\s*charset\s*=\s*"?utf-?8"?\s*$/.test(parameter))
}

function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new Problem('request.malformed', 'The body is not UTF-8.')
  const text = bytes.toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const fault = findJsonFault(text)
    if (!fault) throw new Problem('request.malformed', 'The body is not JSON.')
    const at = `line ${fault.line}, column ${fault.column}`
    throw new Problem('request.malformed', `The body stops being JSON at ${at}.`, { at })
  }
  guardJson(value)
  return value
}

/** The whole body, at most `limit` bytes. Throws `request.too-large` as soon as that is certain. */
export function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => new Problem('request.too-large', `The body is larger than ${limit} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const onData = (chunk: Buffer) => {
      size += chunk.length
      if (size > limit) {
        request.off('data', onData)
        request.pause()
        reject(tooLarge())
        return
      }
      chunks.push(chunk)
    }
    request.on('data', onData)
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)))
    request.once('error', (cause) => reject(new Problem('request.malformed', 'The body could not be read to its end.', { cause })))
    request.once('close', () => {
      if (!request.complete) reject(new Problem('request.malformed', 'The connection closed before the body ended.'))
    })
  })
}
