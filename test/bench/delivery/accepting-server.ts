import { randomUUID } from 'node:crypto'
import express from 'express'

/** Bare Express with the same body parsing: says 202 and keeps nothing. Prints its port. */
const app = express()
app.disable('x-powered-by')
app.use(express.json({ limit: '1mb' }))
app.post('/api/v1/orders', (request, response) => {
  if (request.headers.authorization !== 'Bearer benchmark') return void response.status(401).json({ error: 'unauthorized' })
  const id = randomUUID()
  response
    .status(202)
    .location(`/api/v1/runs/${id}`)
    .json({ id, state: 'accepted', lines: (request.body as { lines: unknown[] }).lines.length })
})
const server = app.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }))
server.keepAliveTimeout = 60_000
process.on('message', () => process.send?.({ rss: process.memoryUsage.rss() }))
process.on('disconnect', () => process.exit())
