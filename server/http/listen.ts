import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Milliseconds that answers under way have to reach their callers, once the runs have ended. */
const FLUSH_MS = 2_000
const SWEEP_MS = 20

/** Resolves to the address of the server. Throws an Error that says what to do where the port can't be had. */
export async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'another program uses it; set PATCHBAY_PORT to a free one' : (cause.code ?? 'unknown reason')
      reject(new Error(`The server cannot listen on ${host}:${port}: ${reason}.`, { cause }))
    })
    server.listen(port, host, resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`
}

/** Takes no new connections, lets the runs end, sends what is left to send, and closes. */
export async function closeServer(server: Server, { drain, closeChannel }: { drain(): Promise<void>; closeChannel(): Promise<void> }): Promise<void> {
  if (!server.listening) return closeChannel()
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
  await drain()
  const deadline = setTimeout(() => server.closeAllConnections(), FLUSH_MS)
  // A connection whose answer has just gone out becomes idle a moment later.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
  await closeChannel()
  await closed
  clearTimeout(deadline)
  clearInterval(sweep)
}
