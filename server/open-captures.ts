import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { Captures, type CapturesOptions } from './hub/capture/captures.ts'

/** Capture of live traffic with the clock and the randomness of this machine. */
export function openCaptures(log: Logger, { specs, operationSchema }: Pick<CapturesOptions, 'specs' | 'operationSchema'>): Captures {
  return new Captures({
    specs,
    operationSchema,
    now: Date.now,
    random: randomBytes,
    after: (ms, call) => {
      const timer = setTimeout(call, ms).unref()
      return () => clearTimeout(timer)
    },
    // The text of the error may echo a value.
    failed: (flow, error) => log.error({ flow, cause: error instanceof Error ? error.name : undefined }, 'a message could not be captured'),
  })
}
