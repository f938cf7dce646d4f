import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Balancer {
  url: string
  close(): Promise<void>
}

/** Stands on a port of 127.0.0.1, any free one by default, in front of some others: each connection goes to the next one that can be reached. */
export async function startBalancer(ports: readonly number[], port = 0): Promise<Balancer> {
  const sockets = new Set<Socket>()
  let next = 0
  const pair = (client: Socket, triesLeft: number): void => {
    const target = connect({ port: ports[(next += 1) % ports.length]!, host: '127.0.0.1' })
    target.once('connect', () => {
      for (const socket of [client, target]) sockets.add(socket)
      client.pipe(target).pipe(client)
      for (const [from, to] of [[client, target] as const, [target, client] as const]) {
        from.once('close', () => {
          sockets.delete(from)
          to.destroy()
        })
      }
    })
    target.on('error', () => {
      if (target.connecting || !sockets.has(target)) return triesLeft > 0 ? pair(client, triesLeft - 1) : client.destroy()
    })
  }
  const server = createServer((client) => {
    client.on('error', () => undefined)
    pair(client, ports.length - 1)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
