import type { AlertMeasure, AlertStatus, ChannelStatus } from '../model/alert.ts'
import type { RunProblem } from '../model/run-problem.ts'

/** Takes the measures, in their units; null where there is nothing to measure. `flow`: of this one only, where the measure can be taken of one. */
export type AlertMeasures = Readonly<Record<AlertMeasure, (flow: string | undefined) => number | null | Promise<number | null>>>

/** Looks at the rules all the time and tells the channels when one is raised or cleared. */
export interface Watch {
  /** As this server sees it. */
  status(): Promise<{ rules: AlertStatus[]; channels: ChannelStatus[] }>
  /** Sends a test message by a channel, once. Resolves to why it failed, undefined where it was taken. Throws `request.not-found`. */
  test(channel: string): Promise<RunProblem | undefined>
}
