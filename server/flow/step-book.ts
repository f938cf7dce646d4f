import type { StepRecord, TryCall, TryStep } from '../model/run.ts'
import type { Emission, StepResult } from '../nodes/contract.ts'
import { Problem } from '../model/problem.ts'
import { jsonSize, MOST_BYTES } from './json-size.ts'
import type { PlanNode } from './plan.ts'

const MOST_STEPS = 500
const MOST_TRY_STEPS = 200

/** The values of a step of a draft run. */
interface StepValues {
  readonly input: unknown
  output: TryStep['output']
  calls?: TryCall[]
}

/** The steps of one run: the first 500 without values; for a draft run the first 200 with them, unless another number is given. */
export class StepBook {
  readonly steps: StepRecord[] = []
  leftOut = 0
  private readonly values: Map<StepRecord, StepValues> | undefined
  private readonly most: number
  // A body is what one node sends and the next one gets: measured once.
  private measured: unknown
  private size = 0

  constructor(keepsValues: boolean, most = keepsValues ? MOST_TRY_STEPS : MOST_STEPS) {
    this.values = keepsValues ? new Map() : undefined
    this.most = most
  }

  /** Begins a record, or counts the step as left out. */
  begin(node: PlanNode, { body, path, startMs }: { body: unknown; path: readonly number[]; startMs: number }): StepRecord | undefined {
    const seq = this.steps.length + this.leftOut
    if (this.steps.length >= this.most) {
      this.leftOut++
      return undefined
    }
    const record: StepRecord = { seq, node: node.id, kind: node.kind, startMs, durationMs: 0, inBytes: this.measure(body), outBytes: 0, wires: [], ports: [] }
    if (path.length > 0) record.item = [...path]
    this.steps.push(record)
    this.values?.set(record, { input: body, output: [] })
    return record
  }

  /** Notes what a step of a draft run asks; the caller fills in what comes of it. */
  called(record: StepRecord | undefined, input: unknown): TryCall | undefined {
    const values = record && this.values?.get(record)
    if (!values) return undefined
    const call: TryCall = { input }
    values.calls = [...(values.calls ?? []), call]
    return call
  }

  /** Notes what left the node. */
  close({ node, record, result, endMs }: { node: PlanNode; record: StepRecord; result: StepResult; endMs: number }): void {
    record.durationMs = endMs - record.startMs
    if (isEmission(result)) {
      const port = node.ports.get(result.port)
      record.outBytes = this.measure(result.body)
      record.ports = port ? (port.names as string[]) : [result.port]
      if (port) record.wires = port.wires as string[]
    } else {
      const ports = [...new Set(result.map((emission) => emission.port))]
      record.ports = ports
      record.wires = ports.flatMap((port) => node.ports.get(port)?.wires ?? [])
      for (const { body } of result) record.outBytes += bounded(jsonSize(body))
    }
    const values = this.values?.get(record)
    if (values) values.output = (isEmission(result) ? [result] : result).map(({ port, body }) => ({ port, body }))
  }

  /** The steps with their values. */
  trySteps(): TryStep[] {
    return this.steps.map((step) => ({ ...step, ...(this.values?.get(step) ?? { input: undefined, output: [] }) }))
  }

  /** Throws `expression.limit` where a message has grown too large to be handed on. */
  private measure(body: unknown): number {
    if (typeof body !== 'object') return jsonSize(body)
    if (body === this.measured) return this.size
    this.size = bounded(jsonSize(body))
    this.measured = body
    return this.size
  }
}

/** Is it one message, not a list? */
export const isEmission = (result: StepResult): result is Emission => !Array.isArray(result)

function bounded(size: number): number {
  if (size > MOST_BYTES) throw new Problem('expression.limit', `A message has grown beyond ${MOST_BYTES / 1_000_000} MB.`)
  return size
}
