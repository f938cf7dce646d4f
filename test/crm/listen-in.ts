import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ListenedIn {
  /** What stands for the base URL of the CRM. */
  url: string
  /** Decoded address and body of every request so far. */
  readonly requests: string[]
  close(): Promise<void>
}

const KEPT = ['content-type', 'authorization', 'accept', 'if-match']

/** Stands between Patchbay and a CRM, passes everything on, and notes what was asked. */
export async function listenIn(baseUrl: string): Promise<ListenedIn> {
  const target = new URL(baseUrl)
  const requests: string[] = []
  const server = createServer((request, response) => {
    const pass = async (): Promise<void> => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const body = Buffer.concat(chunks).toString('utf8')
      requests.push(`${request.method} ${decodeURIComponent(request.url!.replaceAll('+', ' '))} ${body}`)
      const headers = Object.fromEntries(KEPT.flatMap((name) => (request.headers[name] === undefined ? [] : [[name, String(request.headers[name])]])))
      const answer = await fetch(target.origin + request.url, { method: request.method!, headers, ...(body && { body }), redirect: 'manual' })
      const given = [...answer.headers].filter(
        ([name]) => !['connection', 'content-encoding', 'content-length', 'keep-alive', 'transfer-encoding'].includes(name),
      )
      response.writeHead(answer.status, Object.fromEntries(given))
      response.end(Buffer.from(await answer.arrayBuffer()))
    }
    pass().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
