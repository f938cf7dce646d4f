import type { CallGuard, RunResult } from '../flow/contract.ts'
import type { ValueDifference } from '../model/case.ts'
import type { Problem } from '../model/problem.ts'
import type { DryRun } from '../model/run-endpoint.ts'
import { sampleFromSchema } from '../model/sample-from-schema.ts'
import { type DeskRoom, openDocument, recordOf } from './desk-room.ts'
import { type EffectMemory, outsideMemory } from './effect-memory.ts'
import type { Envelope } from './envelope.ts'
import type { DeliveryParts } from './parts.ts'

/** Runs documents against a version and against the one they were accepted for, and compares what they come to. Nothing is written, nothing kept. */
export async function dryRun(room: DeskRoom, runs: readonly string[], version: number): Promise<DryRun[]> {
  const results: DryRun[] = []
  // One after the other: the reads are real, and an operator's curiosity must not load the targets.
  for (const run of runs) results.push(await compareVersions(room, run, version))
  return results
}

async function compareVersions(room: DeskRoom, run: string, version: number): Promise<DryRun> {
  const { parts } = room
  const record = await recordOf(room, run)
  const { envelope, key } = await openDocument(parts, run)
  const memory = outsideMemory(parts, { run, key })
  const rehearse = (of: number): Promise<Rehearsal> =>
    rehearseRun(parts, { run, flow: record.flow, version: of, acceptedAt: Date.parse(record.delivery!.acceptedAt), envelope, memory })
  const before = await rehearse(record.version)
  const after = await rehearse(version)
  const differences: ValueDifference[] = []
  const compare = (place: string, expected: unknown, got: unknown): void => parts.compare(differences, { place, expected, got })
  compare('status', before.result.run.status ?? undefined, after.result.run.status ?? undefined)
  compare('problem', before.result.problem?.code, after.result.problem?.code)
  compare('answer', before.result.response?.body, after.result.response?.body)
  for (const node of new Set([...before.writes.keys(), ...after.writes.keys()])) compare(`call:${node}`, before.writes.get(node), after.writes.get(node))
  return { run, problem: after.result.problem && shown(after.result.problem), differences }
}

interface Rehearsal {
  result: RunResult
  /** Inputs of writes by node, in order. */
  writes: Map<string, unknown[]>
}

interface Subject {
  run: string
  flow: string
  version: number
  acceptedAt: number
  envelope: Envelope
  memory: EffectMemory
}

async function rehearseRun(parts: DeliveryParts, { run, flow, version, acceptedAt, envelope, memory }: Subject): Promise<Rehearsal> {
  const writes = new Map<string, unknown[]>()
  const guard: CallGuard = async ({ client, node, connection: id, operation, input, signal, idempotencyKey }) => {
    const connection = parts.connection(client, id)
    if (parts.connect.repeat(connection, operation) === undefined) return parts.connect.call({ connection, operation, input, signal, idempotencyKey })
    writes.set(node, [...(writes.get(node) ?? []), input ?? null])
    const found = await memory.find(idempotencyKey.slice(run.length + 1))
    if (found.state === 'confirmed') return { output: found.confirmation.output, sentBytes: 0, receivedBytes: 0 }
    const schema = parts.outputSchema(client, id, operation)
    return { output: schema ? sampleFromSchema(schema) : {}, sentBytes: 0, receivedBytes: 0 }
  }
  const { operation, trigger, request, body, bytes } = envelope
  const result = await parts.runtime.run({
    flow,
    ...(operation === undefined ? { trigger } : { operation }),
    body,
    inBytes: bytes,
    ...(request && { request }),
    guard,
    attempt: { id: run, version, acceptedAt },
  })
  return { result, writes }
}

const shown = ({ code, detail, at }: Problem): NonNullable<DryRun['problem']> => ({ code, detail, ...(at !== undefined && { at }) })
