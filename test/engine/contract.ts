import { describeGuarantees } from './describe-guarantees.ts'
import { describeOperation } from './describe-operation.ts'
import type { EngineSubject } from './engine-bench.ts'

/** The shared contract suite: what every deployment of the engine does. */
export function describeEngine(name: string, create: () => Promise<EngineSubject>): void {
  describeGuarantees(name, create)
  describeOperation(name, create)
}
