import { CANONICAL_OPERATIONS, CanonicalOperationId } from '../../model/canonical-operation.ts'
import type { BodyOf } from '../../model/endpoint.ts'
import type { RunRecord } from '../../model/run.ts'
import { addAudit } from '../add-audit.ts'
import { checkInput } from '../check-input.ts'
import { chosenRuns } from '../chosen-runs.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'
import { readRun } from '../read-run.ts'
import type { DeskChange } from '../run-channel.ts'

type One = 'runs.act' | 'runs.resolve' | 'runs.reveal' | 'runs.edit'
type Many = 'runs.plan' | 'runs.retry' | 'runs.dryRun' | 'bulk.list' | 'bulk.cancel' | 'lanes.list'

/** What operators do with one accepted document. Each is audited, without values. */
export function documentEndpoints(environment: HttpEnvironment): Pick<EndpointHandlers, One> {
  const { desk } = environment.delivery
  const note = (user: string, entry: { action: string; run: string; note: string }): Promise<void> =>
    addAudit(environment, { user, action: entry.action, subject: `run:${entry.run}`, note: entry.note })
  return {
    'runs.act': async ({ params, body, caller }) => {
      const run = await act(environment, params.id, body.action)
      await note(caller.user, { action: `run.${body.action}`, run: params.id, note: body.note })
      return run
    },
    'runs.resolve': async ({ params, body, caller }) => {
      await desk.resolve(params.id, body.effect, { state: body.state, reference: body.reference })
      await note(caller.user, { action: `run.resolve.${body.state}`, run: params.id, note: body.note })
      return readRun(environment, params.id)
    },
    'runs.reveal': async ({ params, body, caller }) => {
      const opened = await desk.open(params.id)
      // The value leaves only once it is certain that this is known for ever.
      await note(caller.user, { action: 'run.reveal', run: params.id, note: body.note })
      return { body: opened.body }
    },
    'runs.edit': async ({ params, body, caller }) => {
      const edited = checkDocument((await readRun(environment, params.id)).run, body.body)
      const run = await desk.retry(params.id, { body: edited })
      await note(caller.user, { action: 'run.edit', run: params.id, note: body.note })
      return run
    },
  }
}

/** How often viewers are told of a bulk retry that is under way. */
const FOLLOW_MS = 500

/** What operators do with many documents, and what holds them up. `changed` is told while a bulk retry goes on. */
export function deskEndpoints(environment: HttpEnvironment, changed: (what: DeskChange) => void): Pick<EndpointHandlers, Many> {
  const { desk } = environment.delivery
  const follow = (id: string): void => {
    changed('bulk')
    const timer = setInterval(() => {
      changed('bulk')
      if (desk.bulkRetries().find((bulk) => bulk.id === id)?.endedAt !== null) clearInterval(timer)
    }, FOLLOW_MS)
    timer.unref()
  }
  return {
    'runs.plan': async ({ body }) => desk.plan(await chosenRuns(body, environment)),
    'runs.retry': async ({ body: { choice, perSecond, version }, caller }) => {
      const runs = await chosenRuns(choice, environment)
      const bulk = desk.retryMany({ runs, perSecond, version, by: caller.user })
      const note = `${runs.length} documents, ${perSecond} a second, ${version} version`
      await addAudit(environment, { user: caller.user, action: 'bulk.retry', subject: `bulk:${bulk.id}`, note })
      follow(bulk.id)
      return bulk
    },
    'runs.dryRun': async ({ body: { runs, version }, caller: { user } }) => {
      const results = await desk.dryRun(runs, version)
      // Differences show values of the documents: as with a reveal, nothing leaves that is not in the audit.
      for (const run of runs) await addAudit(environment, { user, action: 'run.dry-run', subject: `run:${run}`, note: `version ${version}` })
      return results
    },
    'bulk.list': () => desk.bulkRetries(),
    'bulk.cancel': async ({ params, caller }) => {
      const bulk = desk.cancelBulk(params.id)
      await addAudit(environment, { user: caller.user, action: 'bulk.cancel', subject: `bulk:${params.id}`, note: '' })
      return bulk
    },
    'lanes.list': ({ query }) => desk.lanes(query),
  }
}

/** What a caller could not have sent, nobody else can. Throws `request.invalid`. */
function checkDocument({ trigger: { kind, name } }: RunRecord, body: unknown): unknown {
  const operation = kind === 'endpoint' ? CanonicalOperationId.safeParse(name).data : undefined
  return operation === undefined ? body : checkInput<unknown>(CANONICAL_OPERATIONS[operation].input, body)
}

async function act(environment: HttpEnvironment, run: string, action: NonNullable<BodyOf<'runs.act'>>['action']): Promise<RunRecord> {
  const { desk } = environment.delivery
  if (action !== 'undo') return desk[action](run)
  await desk.undo(run)
  return (await readRun(environment, run)).run
}
