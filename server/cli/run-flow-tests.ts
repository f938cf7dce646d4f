import type { Connector } from '../model/connector.ts'
import { createExpressions } from '../expression/expressions.ts'
import type { FlowServices } from '../flow/contract.ts'
import { createFlowRuntime } from '../flow/runtime.ts'
import type { CaseReport } from '../model/case.ts'
import type { Finding } from '../model/finding.ts'
import type { Flow } from '../model/flow.ts'
import { Problem } from '../model/problem.ts'
import { NODE_KINDS } from '../nodes/registry.ts'

/** What the test of one flow found. */
export interface FlowTest {
  flow: Flow
  /** Of level error. */
  errors: Finding[]
  report: CaseReport
  durationMs: number
}

export interface FlowTestOptions {
  connectors: ReadonlyMap<string, Connector>
  /** The connector of a connection; one that is not here has the name of its connector. */
  connections: ReadonlyMap<string, string>
  /** Told of each flow when it is done. */
  done(test: FlowTest): void
}

/** Checks the flows and runs their cases, one flow after the other. */
export async function runFlowTests(flows: readonly Flow[], options: FlowTestOptions): Promise<FlowTest[]> {
  const expressions = createExpressions()
  const runtime = createFlowRuntime({ kinds: NODE_KINDS, expressions, services: servicesOf(options) })
  const tests: FlowTest[] = []
  try {
    for (const flow of flows) {
      const begun = performance.now()
      const errors = runtime.check(flow).filter(({ level }) => level === 'error')
      const report = await runtime.cases(flow)
      const test = { flow, errors, report, durationMs: performance.now() - begun }
      tests.push(test)
      options.done(test)
    }
    return tests
  } finally {
    await runtime.close()
    await expressions.close()
  }
}

/** Did the flow pass? */
export const hasPassed = ({ errors, report }: FlowTest): boolean => errors.length === 0 && report.results.every(({ passed }) => passed)

function servicesOf({ connectors, connections }: FlowTestOptions): FlowServices {
  const operationOf = (connection: string, operation: string) => {
    const connector = connectors.get(connections.get(connection) ?? connection)
    return connector && Object.hasOwn(connector.operations, operation) ? connector.operations[operation] : undefined
  }
  return {
    call: () => Promise.reject(new Problem('connection.unknown', 'Nothing is called here.')),
    operationSchema: (...[, connection, operation, side]) => operationOf(connection, operation)?.[side],
    operationEffect: (_client, connection, operation) => operationOf(connection, operation)?.effect,
    version: async () => undefined,
    now: Date.now,
    tick: () => performance.now(),
    runId: () => 'none',
    began: () => undefined,
    ended: () => undefined,
  }
}
