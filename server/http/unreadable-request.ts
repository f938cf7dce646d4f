import { randomUUID } from 'node:crypto'
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { Problem, problemDocument } from '../model/problem.ts'

/**
 * Answers bytes that never became a request (no HTTP, headers too large, too slow) with a problem document, and closes the connection.
 * For the event `clientError` of a server.
 */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Node keeps the answer under way there; once its head is out, nothing else may follow it.
  const { _httpMessage: current } = socket as Duplex & { _httpMessage?: ServerResponse | null }
  if (error.code === 'ECONNRESET' || !socket.writable || current?.headersSent) {
    socket.destroy()
    return
  }
  const problem = problemOf(error.code)
  const { status } = problem.kind
  const body = JSON.stringify(problemDocument(problem, { correlationId: randomUUID() }))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/problem+json; charset=utf-8',
    'cache-control: no-store',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

function problemOf(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem('request.headers-too-large', 'The headers of the request are larger than the server reads.', { at: 'headers' })
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return new Problem('request.too-large', 'The chunk extensions of the body are too large.')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('request.too-late', 'The request was not complete when its time was over.')
  return new Problem('request.malformed', 'The bytes are no HTTP request that can be read.')
}
