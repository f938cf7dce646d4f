import { CronPattern } from 'croner'
import { z } from 'zod'
import type { NodeKind } from './contract.ts'
import { OUT, TRIGGER } from './parts/base.ts'
import { PASSES } from './parts/trace.ts'

const ScheduleConfig = z.strictObject({
  cron: z
    .string()
    .max(120)
    .refine(isCron, 'must be a cron expression of five parts, such as 0 6 * * 1-5')
    .meta({ title: 'Times', description: 'A cron expression: minute, hour, day of month, month, day of week.', 'x-control': 'cron' }),
  timeZone: z
    .string()
    .max(64)
    .refine(isTimeZone, 'must be a time zone such as Europe/Prague')
    .meta({ title: 'Time zone', description: 'The IANA time zone in which the times are meant.', 'x-control': 'time-zone' }),
  body: z.json().meta({ title: 'Message', description: 'The body of the message that every run starts with.', 'x-control': 'json' }),
})
type ScheduleConfig = z.infer<typeof ScheduleConfig>

/** Starts a run at set times. */
export const schedule: NodeKind<ScheduleConfig> = {
  spec: {
    kind: 'schedule',
    title: 'Schedule',
    group: 'trigger',
    summary: 'Starts at set times, in a time zone, with a message that is written here.',
    icon: 'calendar-time',
    ...TRIGGER,
    outputs: { fixed: [OUT] },
    defaults: { cron: '0 6 * * *', timeZone: 'UTC', body: {} },
    line: '{cron} {timeZone}',
    expects: { rule: 'any' },
    produces: { rule: 'any' },
    examples: [
      {
        title: 'Orders are fetched at six on working days',
        config: { cron: '0 6 * * 1-5', timeZone: 'Europe/Prague', body: { status: 'open' } },
        input: { status: 'open' },
        output: [{ port: 'out', body: { status: 'open' } }],
      },
      {
        title: 'Every five minutes, with nothing to say',
        config: { cron: '*/5 * * * *', timeZone: 'UTC', body: null },
        input: null,
        output: [{ port: 'out', body: null }],
      },
    ],
  },
  config: ScheduleConfig,
  prepare: ({ cron, timeZone, body }) => ({
    trigger: { type: 'schedule', cron, timeZone, body },
    admits: { checked: false },
    run: (message) => ({ port: 'out', body: message.body }),
    trace: PASSES,
  }),
}

function isCron(text: string): boolean {
  try {
    return Boolean(new CronPattern(text, 'UTC', { mode: '5-part' }))
  } catch {
    return false
  }
}

function isTimeZone(text: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: text }))
  } catch {
    return false
  }
}
