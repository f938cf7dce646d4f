import type { Connect } from './connect/contract.ts'
import type { Cancellation } from './model/cancellation.ts'
import type { Connection } from './model/connection.ts'
import type { ResponseOf } from './model/endpoint.ts'
import { Problem, toProblem } from './model/problem.ts'

/** Calls the operation that the connector names for this. What goes wrong is part of the answer. */
export async function pingConnection(connect: Connect, connection: Connection, signal: Cancellation): Promise<ResponseOf<'connections.test'>> {
  const started = performance.now()
  const durationMs = (): number => Math.round(performance.now() - started)
  try {
    const connector = connect.connectors.get(connection.connector)
    if (!connector) throw new Problem('connection.invalid', 'The connector of the connection is not installed.')
    if (connector.ping === undefined) throw new Problem('operation.unknown', 'The connector names no operation to try a connection with; run a flow instead.')
    await connect.call({ connection, operation: connector.ping, input: {}, signal })
    return { ok: true, durationMs: durationMs() }
  } catch (error) {
    const { code, detail, kind } = toProblem(error)
    return { ok: false, durationMs: durationMs(), problem: { code, detail, remedy: kind.remedy } }
  }
}
