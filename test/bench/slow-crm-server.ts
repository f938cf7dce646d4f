import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Stands before a CRM, whose origin is the first argument, and holds each answer back for so many milliseconds as the second says. Prints its port. */
const [origin = '', ms] = process.argv.slice(2)

const server = createServer((request, response) => {
  const { method, headers } = request
  const forwarded = ask(new URL(request.url!, origin), { method, headers }, (answer) => {
    setTimeout(() => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    }, Number(ms))
  })
  forwarded.on('error', () => response.destroy())
  request.pipe(forwarded)
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('disconnect', () => process.exit())
