import { cpus, loadavg } from 'node:os'
import { benchCustomers } from './customers.ts'
import { benchDelivery } from './delivery.ts'
import { benchMapper } from './mapper.ts'
import { benchMapping } from './mapping.ts'
import { benchPassThrough } from './pass-through.ts'
import { benchReferences } from './references.ts'
import { benchSelector } from './selector.ts'
import { benchStartUp } from './start-up.ts'

const PARTS: Record<string, () => Promise<void>> = {
  mapping: benchMapping,
  'pass-through': benchPassThrough,
  start: benchStartUp,
  delivery: benchDelivery,
  mapper: benchMapper,
  selector: benchSelector,
  references: benchReferences,
  customers: benchCustomers,
}

const wanted = process.argv.slice(2)
console.log(
  `Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]!.toFixed(1)} (what else is at work here makes the slowest calls slower)`,
)
for (const [name, part] of Object.entries(PARTS)) if (wanted.length === 0 || wanted.includes(name)) await part()
