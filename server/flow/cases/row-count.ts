import { dottedPath, joinPaths, parseTargetPath, WHOLE } from '../../expression/mapping/target-path.ts'
import type { Coverage } from '../../model/case.ts'
import type { Flow } from '../../model/flow.ts'
import { configValue, type NodeSpecs } from '../../model/flow-schema.ts'
import { Mapping, type MappingRow } from '../../model/mapping.ts'
import type { Plan } from '../plan.ts'

/** Every row of every mapping of a flow, and how many values it gave in the runs of the plan; without a plan, none. */
export function countRows(flow: Flow, specs: NodeSpecs, plan: Plan | undefined): Coverage['rows'] {
  return flow.nodes.flatMap(({ id, kind, config }) => {
    const rule = specs.get(kind)?.produces
    const mapping = rule?.rule === 'mapping' ? Mapping.safeParse(configValue(config, rule.field)) : undefined
    if (!mapping?.success) return []
    const filled = new Map(
      plan?.nodes
        .get(id)
        ?.fills?.()
        .rows.map((fill) => [fill.row, fill.filled]),
    )
    return rowsBelow(mapping.data.rows, '').map(({ row, target }) => ({ node: id, row, target, filled: filled.get(row) ?? 0 }))
  })
}

/** All rows with their targets from the top, as `CompiledRow` has them. */
function rowsBelow(rows: readonly MappingRow[], path: string): { row: string; target: string }[] {
  return rows.flatMap(({ id, target, rows: inner = [] }) => {
    const segments = parseTargetPath(target)
    const whole = typeof segments === 'string' ? target : joinPaths(path, dottedPath(segments))
    return [{ row: id, target: whole === '' ? WHOLE : whole }, ...rowsBelow(inner, whole)]
  })
}
