import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent } from 'undici'
import { Customer, CustomerCreate } from '../../server/model/customer.ts'
import { fromContact, toContact, type Contact } from './customer.ts'

/** The same work on bare node:http and undici. Argument: the port of the target. Prints its port. */
const target = `http://127.0.0.1:${process.argv[2]}`
const agent = new Agent({ connections: 64, keepAliveTimeout: 60_000 })

function answerJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

async function handle(request: IncomingMessage, response: ServerResponse, text: string): Promise<void> {
  if (request.headers.authorization !== 'Bearer benchmark') return answerJson(response, 401, { error: 'unauthorized' })
  const input = CustomerCreate.safeParse(JSON.parse(text))
  if (!input.success) return answerJson(response, 422, input.error.issues)
  const answer = await agent.request({
    origin: target,
    path: '/contacts',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(toContact(input.data)),
  })
  if (answer.statusCode !== 201) return answerJson(response, 502, { error: 'target' })
  const output = Customer.safeParse(fromContact((await answer.body.json()) as Contact))
  return output.success ? answerJson(response, 201, output.data) : answerJson(response, 502, output.error.issues)
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => void handle(request, response, Buffer.concat(chunks).toString()))
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }))
process.on('message', () => process.send?.({ rss: process.memoryUsage.rss() }))
process.on('disconnect', () => process.exit())
