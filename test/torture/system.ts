import type { PatchbayProcess } from '../support/patchbay-process.ts'

/** Something that goes wrong. Resolves when it is over, or left to itself. */
export interface SystemFault {
  name: string
  run(random: () => number): Promise<void>
}

/** A deployment of Patchbay that the harness breaks. */
export interface TortureSystem {
  name: string
  /** API key of the client that sends orders. */
  key: string
  /** Base URL of a server that is meant to answer. */
  url(): string
  faults: readonly SystemFault[]
  /** What could not be tried here, for the report. */
  notes: readonly string[]
  /** Ends every fault. */
  heal(): Promise<void>
  processes(): readonly PatchbayProcess[]
  stop(): Promise<void>
}
