import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'libsql'
import { createSeal } from '../../server/store/seal.ts'
import { parseKey } from '../../server/store/workspace-key.ts'
import { type CanaryWorld, copyData } from './canary-world.ts'

/** What the engine keeps of a document: all of it sealed. */
export interface SealedJob {
  /** The data key, sealed by the workspace key. */
  key: Buffer
  body: Buffer
  /** Recorded results of steps. */
  steps: Buffer[]
}

type Data = Pick<CanaryWorld, 'dataDir'>

/** Rows of a database in a copy of the data folder; the server has the file itself open for itself alone. */
export function readRows<Row>(world: Data, file: string, sql: string): Row[] {
  const copy = copyData(world)
  const database = new Sqlite(join(copy, file))
  try {
    return database.prepare(sql).all([]) as Row[]
  } finally {
    database.close()
    rmSync(copy, { recursive: true, force: true })
  }
}

/** What is kept of a document; nothing where it is destroyed. */
export function readSealed(world: Data, id: string): SealedJob | undefined {
  const from = `FROM job JOIN body ON body.job = job.seq LEFT JOIN step ON step.job = job.seq WHERE id = '${id}' AND key IS NOT NULL`
  const rows = readRows<{ key: ArrayBuffer; body: ArrayBuffer; result: ArrayBuffer | null }>(world, 'jobs.sqlite', `SELECT key, body, result ${from}`)
  if (!rows[0]) return undefined
  return {
    key: Buffer.from(rows[0].key),
    body: Buffer.from(rows[0].body),
    steps: rows.flatMap(({ result }) => (result && result.byteLength > 40 ? [Buffer.from(result)] : [])),
  }
}

/** The key that bodies are sealed with, in plain. */
export const dataKeyOf = (world: Data, id: string, { key }: SealedJob): Buffer => Buffer.from(sealOf(world).open(key, `data-key:${id}`))

export const sealOf = ({ dataDir }: Data): ReturnType<typeof createSeal> =>
  createSeal(parseKey(readFileSync(join(dataDir, 'workspace.key'), 'utf8'), 'the file'), (bytes) => Buffer.alloc(bytes))

const PIECE = 24

/** Parts of sealed bytes: SQLite spreads long values over pages. */
const piecesOf = (bytes: Buffer): Buffer[] =>
  Array.from({ length: Math.max(1, Math.floor(bytes.length / 200)) }, (_, at) => bytes.subarray(at * 200, at * 200 + PIECE)).filter(
    (piece) => piece.length >= 16,
  )

/** How many pieces of key, body and steps stand in the files of the data folder, as they are, in hexadecimal or base64. */
export function piecesLeft({ dataDir }: Data, { key, body, steps }: Partial<SealedJob>): number {
  const pieces = [key, body, ...(steps ?? [])].flatMap((bytes) => (bytes ? piecesOf(bytes) : []))
  const wanted = pieces.flatMap((piece) => [piece, Buffer.from(piece.toString('hex')), Buffer.from(piece.toString('base64').slice(0, -4))])
  return readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .reduce((sum, bytes) => sum + wanted.filter((piece) => bytes.includes(piece)).length, 0)
}
