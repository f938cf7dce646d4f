import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, test } from 'vitest'
import type { HttpEnvironment } from '../../server/http/environment.ts'
import { mountHealthRoutes } from '../../server/http/health-routes.ts'

test.each([
  ['works', async () => true, 200],
  ['does not work', async () => false, 503],
  ['cannot be asked', () => Promise.reject(new Error('gone')), 503],
])('a server whose engine %s says so where it is asked for its readiness, and lives on', async (_how, ready, status) => {
  const app = express()
  mountHealthRoutes(app, { ready } as unknown as HttpEnvironment)
  const server = app.listen(0, '127.0.0.1')
  try {
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`
    expect([(await fetch(`${url}/ready`)).status, (await fetch(`${url}/live`)).status]).toEqual([status, 200])
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
