import { createServer } from 'node:http'

/** Takes documents and counts them. Prints its port; answers each message with the count. */
let count = 0
const server = createServer((request, response) => {
  request.on('data', () => undefined)
  request.on('end', () => {
    count += 1
    const answer = `{"id":"D-${count}"}`
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }))
process.on('message', () => process.send?.({ count }))
process.on('disconnect', () => process.exit())
