import type { CanonicalOperationId } from '../../model/canonical-operation.ts'
import type { Flow } from '../../model/flow.ts'
import { type FlowTracer, includesField, readsOf } from '../implementations/flow-fields.ts'

/** Fields of a customer that are no data of its own: they say how it is written. */
const BESIDE: ReadonlySet<string> = new Set(['versionToken'])
/** What the contract fills in says nothing of what the caller wanted. */
const FILLED_IN: Readonly<Record<string, unknown>> = { kind: 'business', isCompany: false, status: 'active' }

/** Tells which fields that a caller has sent are read by no step of a flow, so that the CRM cannot keep them. Each flow version is looked at once. */
export class NotKept {
  private readonly tracer: FlowTracer
  private readonly known = new WeakMap<Flow, Map<string, boolean>>()

  constructor(tracer: FlowTracer) {
    this.tracer = tracer
  }

  /** Names of fields, custom ones as `ext.<key>`. */
  fields(flow: Flow, operation: CanonicalOperationId, customer: object): string[] {
    return sentFields(customer).filter((field) => !this.reads(flow, operation, field))
  }

  private reads(flow: Flow, operation: CanonicalOperationId, field: string): boolean {
    const answers = this.known.get(flow) ?? new Map<string, boolean>()
    this.known.set(flow, answers)
    const key = `${operation} ${field}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const read = includesField(readsOf(flow, operation, this.tracer), 'customer', field)
    // Custom fields have any name.
    if (answers.size < 1000) answers.set(key, read)
    return read
  }
}

function sentFields(customer: object): string[] {
  return Object.entries(customer as Readonly<Record<string, unknown>>).flatMap(([name, value]) => {
    if (BESIDE.has(name) || isNothing(value) || FILLED_IN[name] === value) return []
    return name === 'ext' ? Object.keys(value as object).map((key) => `ext.${key}`) : [name]
  })
}

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
