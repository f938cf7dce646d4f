import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifySignature } from '../../server/http/webhook/verify-signature.ts'

/** Takes webhooks that are signed with its secret. */
export interface Receiver {
  url: string
  secret: string
  /** What was taken, oldest first. */
  readonly taken: { id: string; type: string; data: Record<string, unknown> }[]
  /** Requests that came, taken or not. */
  asked(): number
  /** Answers 503 while true. */
  down: boolean
  close(): Promise<void>
}

export async function openReceiver(): Promise<Receiver> {
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (receiver.down) return response.writeHead(503).end()
      const bytes = Buffer.concat(chunks)
      try {
        const scheme = { scheme: 'standard-webhooks', secretFrom: 'here', toleranceSeconds: 1_000_000 } as const
        verifySignature(scheme, { headers: request.headers, bytes, secret: receiver.secret, now: Date.now() })
      } catch {
        return response.writeHead(401).end()
      }
      receiver.taken.push({
        id: String(request.headers['webhook-id']),
        ...(JSON.parse(bytes.toString('utf8')) as { type: string; data: Record<string, unknown> }),
      })
      return response.writeHead(204).end()
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    secret: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
    taken: [],
    asked: () => asked,
    down: false,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}
