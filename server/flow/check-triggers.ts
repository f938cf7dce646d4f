import type { Finding } from '../model/finding.ts'
import type { FlowNode } from '../model/flow.ts'
import type { Trigger } from '../nodes/contract.ts'
import type { Desk } from './check-nodes.ts'
import { nameOf } from './graph.ts'

/** There must be a trigger, and no two may be started by the same request. */
export function checkTriggers({ flow, workshop, preparations }: Desk): Finding[] {
  const triggers = flow.nodes.filter((node) => workshop.specs.get(node.kind)?.trigger)
  if (triggers.length === 0)
    return [{ level: 'error', code: 'flow.no-trigger', message: 'Nothing starts this flow. Add an endpoint, a webhook or a schedule.' }]
  const keys = new Map<string, FlowNode>()
  return triggers.flatMap((node): Finding[] => {
    const preparation = preparations.get(node.id)
    const key = preparation && 'prepared' in preparation ? requestOf(preparation.prepared.trigger) : undefined
    if (key === undefined) return []
    const earlier = keys.get(key)
    if (!earlier) keys.set(key, node)
    return earlier
      ? [
          {
            level: 'error',
            code: 'trigger.twice',
            node: node.id,
            message: `"${nameOf(node)}" and "${nameOf(earlier)}" are both started by ${key}. Remove one of them.`,
          },
        ]
      : []
  })
}

/** What starts the trigger; nothing for a schedule, of which there may be several. */
function requestOf(trigger: Trigger | undefined): string | undefined {
  if (trigger?.type === 'operation') return trigger.operation
  return trigger?.type === 'http' ? `${trigger.method} /hooks/${trigger.path}` : undefined
}
