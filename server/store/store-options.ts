import type { Problem } from '../model/problem.ts'
import type { RandomBytes } from './random-bytes.ts'
import type { Retention } from './run-retention.ts'

export interface StoreOptions {
  /** Where documents and tables are kept; not touched where `database` is given. */
  dataDir: string
  /** Address of a PostgreSQL database, which many processes may share: everything is kept there. */
  database?: string | undefined
  /** The workspace key as base64 or hexadecimal text; left out: from `<dataDir>/workspace.key`. Required with `database`, since all processes need the same. */
  keyText?: string | undefined
  /** Milliseconds since 1970. */
  now: () => number
  random: RandomBytes
  retention?: Retention
  /** The newest so many entries of the audit stay; left out: 200,000. */
  auditKept?: number
  /** Told when run records could not be written. */
  failed?: (problem: Problem) => void
}
