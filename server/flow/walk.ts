import type { Emission } from '../nodes/contract.ts'
import type { PlanNode, PlanPort } from './plan.ts'
import type { Run } from './run.ts'
import { itemScope, type OpenFan, type Scope } from './scope.ts'
import { isEmission } from './step-book.ts'
import { Step } from './step.ts'

/**
 * Runs a node and everything its messages lead to. Along a chain of single wires it is one loop, and a node that answers at once costs no
 * promise. Several wires on a port, and several messages, are followed one after the other.
 */
export async function walk(run: Run, start: PlanNode, message: { body: unknown; scope: Scope }): Promise<void> {
  let node = start
  let { body, scope } = message
  for (;;) {
    const step = new Step(run, node, { body, scope })
    const outcome = step.execute()
    const result = outcome instanceof Promise ? await outcome : outcome
    if (node.fans && !step.failed) return fanOut(step, isEmission(result) ? [result] : result)
    if (!isEmission(result)) return sendAll(step, result)
    const port = node.ports.get(result.port)
    if (port === undefined || port.targets.length !== 1) return send(run, port, { body: result.body, scope: step.scope })
    node = port.targets[0]!
    body = result.body
    scope = step.scope
    if (node.gathers) return gather(node, body, scope)
  }
}

async function sendAll(step: Step, emissions: readonly Emission[]): Promise<void> {
  for (const { port, body } of emissions) await send(step.run, step.node.ports.get(port), { body, scope: step.scope })
}

async function send(run: Run, port: PlanPort | undefined, message: { body: unknown; scope: Scope }): Promise<void> {
  if (port === undefined) return
  for (const target of port.targets) {
    if (target.gathers) gather(target, message.body, message.scope)
    else await walk(run, target, message)
  }
}

/** A message waits at a gathering node until all items of its fan are done. */
function gather(node: PlanNode, body: unknown, scope: Scope): void {
  const index = scope.path.at(-1) ?? 0
  scope.fan?.gathered.get(node)?.[index]?.push(body)
}

/** Follows each item, at most `concurrency` at the same time, and then the gathering nodes. */
async function fanOut({ run, node, scope }: Step, emissions: readonly Emission[]): Promise<void> {
  const fan: OpenFan = { outside: scope, gathered: new Map(node.gatherers.map((gatherer) => [gatherer, emissions.map(() => [])])) }
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < emissions.length) {
      const index = next++
      const { port, body } = emissions[index]!
      await send(run, node.ports.get(port), { body, scope: itemScope(fan, index, emissions.length) })
      await run.breathe()
    }
  }
  await Promise.all(Array.from({ length: Math.min(node.concurrency, emissions.length) }, worker))
  for (const [gatherer, items] of fan.gathered) await walk(run, gatherer, { body: items.flat(), scope })
}
