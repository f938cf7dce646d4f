import express from 'express'
import { Agent } from 'undici'
import { Customer, CustomerCreate } from '../../server/model/customer.ts'
import { fromContact, toContact, type Contact } from './customer.ts'

/** The same work as Patchbay's flow, written by hand on Express and undici. Argument: the port of the target. Prints its port. */
const target = `http://127.0.0.1:${process.argv[2]}`
const agent = new Agent({ connections: 64, keepAliveTimeout: 60_000 })
const app = express()
app.disable('x-powered-by')
app.use(express.json({ limit: '1mb' }))
app.post('/api/v1/customers', async (request, response) => {
  if (request.headers.authorization !== 'Bearer benchmark') return void response.status(401).json({ error: 'unauthorized' })
  const input = CustomerCreate.safeParse(request.body)
  if (!input.success) return void response.status(422).json(input.error.issues)
  const answer = await agent.request({
    origin: target,
    path: '/contacts',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(toContact(input.data)),
  })
  if (answer.statusCode !== 201) return void response.status(502).json({ error: 'target' })
  const output = Customer.safeParse(fromContact((await answer.body.json()) as Contact))
  if (!output.success) return void response.status(502).json(output.error.issues)
  response.status(201).json(output.data)
})
const server = app.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }))
server.keepAliveTimeout = 60_000
process.on('message', () => process.send?.({ rss: process.memoryUsage.rss() }))
process.on('disconnect', () => process.exit())
