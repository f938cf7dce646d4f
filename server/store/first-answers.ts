import type { Kysely } from 'kysely'
import { Problem } from '../model/problem.ts'
import { type AnswerLook, answerLooks } from './answer-looks.ts'
import type { AnswerRow, AnswerTables } from './answer-table.ts'
import type { Commit } from './commit.ts'
import type { Answers, Bodies, Unanswered } from './contract.ts'
import { orStorageProblem } from './storage-problem.ts'

export interface AnswersOptions {
  commit: Commit<AnswerTables>
  bodies: Bodies
  /** This start of the process. */
  process: string
  /** Is this start of a process still at work? */
  alive(process: string): Promise<boolean>
  now: () => number
  /** Called after entries were removed, to remove what the database still has of them elsewhere. */
  removed?(): Promise<void>
}

type Claim = Parameters<Answers['begin']>[1] & { id: string }
type Begun = Exclude<Awaited<ReturnType<Answers['begin']>>, object>
type Answer = { status: number; body: unknown }

const contextOf = (id: string): string => `answer:${id}`

/** Milliseconds between two looks for expired answers. */
const SWEEP_EVERY = 30_000

/**
 * One answer: absent -(begin)-> running -(finish)-> done, or -(release)-> open, crashed -(begin)-> running, or absent; absent again when it expires.
 * One that is running is crashed when nobody is at work on it any more.
 */
export function openAnswers(given: AnswersOptions): Answers & { close(): Promise<void> } {
  const { bodies, commit, process } = given
  const own = new OwnWork()
  const options: Room = { ...given, own }
  const look = answerLooks(commit)
  const sweep = (): Promise<void> => guarded(() => removeExpired(options))
  // What cannot be removed now is removed later; nothing that has expired is ever given out.
  const sweepQuietly = (): Promise<void> => sweep().catch(() => undefined)
  let sweeping = sweepQuietly()
  const timer = setInterval(() => {
    sweeping = sweepQuietly()
  }, SWEEP_EVERY).unref()
  return {
    begin: (id, claim) => own.during(id, () => guarded(() => begin(options, { id, ...claim }))),
    peek: (id, tag) => guarded(async () => stateOf(options, await look(id), tag)),
    finish: (id, answer) => {
      const { key, body } = bodies.seal(contextOf(id), Buffer.from(JSON.stringify(answer)))
      const change = { state: 'done', sealed_key: Buffer.from(key), sealed: Buffer.from(body) } as const
      return own.end(id, () => guarded(() => commit((database) => end(database, { id, process }, change))))
    },
    release: (id, as) => own.end(id, () => guarded(() => commit((database) => release(database, { id, process }, as)))),
    close: () => {
      clearInterval(timer)
      return sweeping
    },
  }
}

interface Room extends AnswersOptions {
  own: OwnWork
}

/** The claims of this start of the process: one that could not be written to its end must not count as at work for ever. */
class OwnWork {
  private readonly claims = new Map<string, number>()

  /** How often an id is claimed, or being claimed. */
  count(id: string): number {
    return this.claims.get(id) ?? 0
  }

  /** Counted before the claim is written, so that nobody finds it without being counted. */
  async during<T>(id: string, claim: () => Promise<T>): Promise<T> {
    let claimed = false
    this.add(id, 1)
    try {
      const result = await claim()
      claimed = result === 'begun' || result === 'again' || result === 'crashed'
      return result
    } finally {
      if (!claimed) this.add(id, -1)
    }
  }

  async end(id: string, write: () => Promise<void>): Promise<void> {
    try {
      await write()
    } finally {
      this.add(id, -1)
    }
  }

  private add(id: string, by: number): void {
    const count = this.count(id) + by
    if (count > 0) this.claims.set(id, count)
    else this.claims.delete(id)
  }
}

const guarded = <T>(work: () => Promise<T>): Promise<T> => orStorageProblem('Answers to repeated requests cannot be read or written.', work)

async function begin(options: Room, claim: Claim): Promise<Begun | Answer> {
  const found = await options.commit((database) => claimOrFind(database, claim, options))
  if (found === 'begun') return found
  if (found.tag !== claim.tag) return 'different'
  if (found.state === 'done') return readAnswer(options.bodies, found)
  // This claim is counted itself.
  const work = await workOf(options, found, 1)
  if (work === 'running') return 'running'
  return (await options.commit((database) => takeOver(database, claim, { ...options, found }))) ? work : 'running'
}

async function stateOf(options: Room, found: AnswerLook | undefined, tag: string): ReturnType<Answers['peek']> {
  if (!found || found.expires_at <= options.now()) return 'none'
  if (found.tag !== tag) return 'different'
  return found.state === 'done' ? 'answered' : workOf(options, found, 0)
}

/** What became of a request without an answer. `counted`: claims of this process that are not its own. */
async function workOf({ alive, process, own }: Room, found: Pick<AnswerLook, 'id' | 'state' | 'process'>, counted: number): Promise<'running' | Unanswered> {
  if (found.state === 'open') return 'again'
  if (found.state === 'crashed') return 'crashed'
  const isAtWork = found.process === process ? own.count(found.id) > counted : await alive(found.process)
  return isAtWork ? 'running' : 'crashed'
}

/** The earlier entry, if there is one that has not expired. */
async function claimOrFind(database: Kysely<AnswerTables>, { id, tag, expiresAt }: Claim, { process, now }: AnswersOptions): Promise<'begun' | AnswerRow> {
  for (;;) {
    const begun = await database
      .insertInto('answer')
      .values({ id, tag, state: 'running', process, expires_at: expiresAt })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (begun) return 'begun'
    const found = await database.selectFrom('answer').selectAll().where('id', '=', id).executeTakeFirst()
    if (found && found.expires_at > now()) return found
    // Expired, or removed in between.
    await database.deleteFrom('answer').where('id', '=', id).where('expires_at', '<=', now()).execute()
  }
}

/** Of several that find the same entry without an answer, one goes on. */
async function takeOver(database: Kysely<AnswerTables>, { id, expiresAt }: Claim, { found, process }: { found: AnswerRow; process: string }): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('answer')
    .set({ state: 'running', process, expires_at: expiresAt })
    .where('id', '=', id)
    .where('state', '=', found.state)
    .where('process', '=', found.process)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

function release(database: Kysely<AnswerTables>, claim: { id: string; process: string }, as: 'none' | Unanswered): Promise<void> {
  if (as !== 'none') return end(database, claim, { state: as === 'again' ? 'open' : 'crashed' })
  return removeClaim(database, claim)
}

async function removeClaim(database: Kysely<AnswerTables>, { id, process }: { id: string; process: string }): Promise<void> {
  await database.deleteFrom('answer').where('id', '=', id).where('state', '=', 'running').where('process', '=', process).execute()
}

async function end(database: Kysely<AnswerTables>, { id, process }: { id: string; process: string }, change: Partial<AnswerRow>): Promise<void> {
  await database.updateTable('answer').set(change).where('id', '=', id).where('state', '=', 'running').where('process', '=', process).execute()
}

function readAnswer(bodies: Bodies, { id, sealed_key: key, sealed }: AnswerRow): Answer {
  if (!key || !sealed) throw new Problem('storage.failed', 'The answer to an earlier request is not complete.')
  return JSON.parse(Buffer.from(bodies.open(contextOf(id), new Uint8Array(key), new Uint8Array(sealed))).toString('utf8')) as Answer
}

async function removeExpired({ commit, now, removed }: AnswersOptions): Promise<void> {
  const { numDeletedRows } = await commit((database) => database.deleteFrom('answer').where('expires_at', '<=', now()).executeTakeFirst())
  if (numDeletedRows > 0n) await removed?.()
}
