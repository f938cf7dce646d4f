import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import type { Flow } from '../../server/model/flow.ts'
import type { Started } from './start.ts'

type Step = [id: string, kind: string, config: Record<string, unknown>]

/** Draws and publishes a flow of the demo client: the nodes in a row. `about`: its id, with anything else where it matters. */
export async function publish(server: Started, about: string | (Partial<Flow> & { id: string }), steps: Step[]): Promise<void> {
  const admin = await server.admin()
  const { id, ...more } = typeof about === 'string' ? { id: about } : about
  const flow: Partial<Flow> = {
    id,
    name: id,
    client: 'demo',
    ...more,
    nodes: steps.map(([node, kind, config], index) => ({ id: node, kind, name: node, config, position: { x: index, y: 0 } })),
    wires: steps.slice(1).map(([to], index) => ({ id: `w${index}`, from: { node: steps[index]![0], port: 'out' }, to })),
  }
  expect((await admin.send('POST', '/api/flows', flow)).status).toBe(200)
  const published = await admin.send('POST', `/api/flows/${id}/publish`, { revision: 1, note: 'first' })
  expect(published.body, JSON.stringify(published.body)).toMatchObject({ version: 1 })
}

export interface SlowTarget {
  /** Resolves when the first request has arrived. */
  asked: Promise<unknown>
  /** Answers what waits. */
  release(): void
  close(): Promise<void>
}

/** A system that answers when it is told to, and the webhook `POST /hooks/slow` that calls it. */
export async function openSlowTarget(server: Started): Promise<SlowTarget> {
  const waiting: ServerResponse[] = []
  const target = createServer((_request, response) => {
    waiting.push(response)
    target.emit('asked')
  })
  target.listen(0, '127.0.0.1')
  await once(target, 'listening')
  const baseUrl = `http://127.0.0.1:${(target.address() as AddressInfo).port}`
  const connection = { id: 'slow', client: 'demo', name: 'Slow', connector: 'http', system: 'slow', baseUrl, auth: 'none', local: true }
  expect((await (await server.admin()).send('POST', '/api/connections', { connection, credentials: {} })).status).toBe(200)
  await publish(server, 'slow', [
    ['in', 'webhook', { method: 'POST', path: 'slow' }],
    ['call', 'call', { connection: 'slow', operation: 'get', input: '{"path":"/"}' }],
    ['out', 'respond', { status: 200 }],
  ])
  return {
    asked: once(target, 'asked'),
    release: () => waiting.splice(0).forEach((response) => response.setHeader('content-type', 'application/json').end('{}')),
    close: async () => {
      target.closeAllConnections()
      target.close()
      await once(target, 'close')
    },
  }
}
