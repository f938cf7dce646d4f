import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { createRunIds } from './run-id.ts'
import { RunTraces } from './run-traces.ts'
import type { Settings } from './settings.ts'
import { openSpans } from './spans.ts'

export interface TraceSurroundings {
  settings: Pick<Settings, 'traces'>
  /** Folder of the package. */
  home: string
  log: Logger
  onClose(closer: () => unknown): void
}

/** Traces of runs, where the settings name a collector. Without the OpenTelemetry packages the server does its work without them, and says so. */
export async function openTraces({ settings, home, log, onClose }: TraceSurroundings): Promise<RunTraces | undefined> {
  if (!settings.traces) return undefined
  try {
    const spans = await openSpans(settings.traces, home)
    onClose(() => spans.close())
    return new RunTraces(spans, createRunIds(Date.now, randomBytes))
  } catch (error) {
    log.error({ reason: error instanceof Error && 'code' in error ? error.code : 'unknown' }, 'traces are off: the OpenTelemetry packages are not installed')
    return undefined
  }
}
