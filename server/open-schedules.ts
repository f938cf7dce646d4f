import type { Logger } from 'pino'
import type { Delivery } from './delivery/contract.ts'
import type { FlowRuntime, LiveSchedule } from './flow/contract.ts'
import { createSchedules } from './hub/schedules.ts'
import { toProblem } from './model/problem.ts'

/** Starts the runs of schedules: accepted durably when they are due, so that a restart loses none of them. */
export interface FlowSchedules {
  /** Accepts the run of a schedule that was due at a time, in milliseconds since 1970. The same one again changes nothing. */
  fire(schedule: LiveSchedule, dueAt: number): Promise<void>
  /** Called whenever live flows have changed. */
  follow(): void
  stop(): void
}

interface Parts {
  readonly delivery: Pick<Delivery, 'accept'>
  readonly runtime: Pick<FlowRuntime, 'schedules'>
  readonly log: Logger
}

export function openSchedules({ delivery, runtime, log }: Parts): FlowSchedules {
  const fire = async ({ client, flow, node, body }: LiveSchedule, dueAt: number): Promise<void> => {
    const bytes = Buffer.byteLength(JSON.stringify(body ?? null))
    await delivery.accept({ client, flow, trigger: node, body, bytes, idempotencyKey: `${flow}:${node}:${new Date(dueAt).toISOString()}` })
  }
  const due = (schedule: LiveSchedule, dueAt: number): void => {
    fire(schedule, dueAt).catch((error: unknown) => log.error({ flow: schedule.flow, problem: toProblem(error).message }, 'a scheduled run was not accepted'))
  }
  const schedules = createSchedules<LiveSchedule>(due, ({ flow, node }) => log.error({ flow, node }, 'a schedule cannot be read'))
  return { fire, follow: () => schedules.follow(runtime.schedules()), stop: () => schedules.stop() }
}
