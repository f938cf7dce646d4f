import { type AlertMeasure, type AlertRule, FLOW_MEASURES } from '../model/alert.ts'

/** What a channel is told. Ids, numbers and times only. */
export interface AlertMessage {
  /** The same in every try. */
  readonly id: string
  readonly type: 'alert.raised' | 'alert.cleared' | 'alert.test'
  /** RFC 3339. */
  readonly timestamp: string
  readonly data: {
    /** Id and name of the rule; a test has none. */
    readonly rule: string | null
    readonly name: string
    readonly measure: AlertMeasure | null
    readonly value: number | null
    readonly over: number | null
    readonly flow: string | null
    /** Where the editor shows what it is about. */
    readonly link: string
  }
}

export interface RuleChange {
  rule: AlertRule
  change: 'raised' | 'cleared'
  value: number | null
  /** Milliseconds since 1970. */
  now: number
  /** Address of the editor. */
  editor: string
}

export function ruleMessage({ rule, change, value, now, editor }: RuleChange): AlertMessage {
  const { id, name, measure, over, flow = null } = rule
  return {
    id: `alert_${id}_${change}_${now}`,
    type: `alert.${change}`,
    timestamp: new Date(now).toISOString(),
    data: { rule: id, name, measure, value, over, flow, link: linkOf(rule, editor) },
  }
}

export function testMessage(channel: string, now: number, editor: string): AlertMessage {
  return {
    id: `alert_test_${channel}_${now}`,
    type: 'alert.test',
    timestamp: new Date(now).toISOString(),
    data: { rule: null, name: 'Test of the channel', measure: null, value: null, over: null, flow: null, link: `${editor}/settings` },
  }
}

const PLACES: Readonly<Record<AlertMeasure, string>> = {
  'error-rate': 'runs?state=failed,blocked',
  'oldest-waiting': 'runs?state=queued,running,waiting,blocked,paused',
  'blocked-lanes': 'runs?state=blocked',
  'queue-length': 'runs?state=queued,waiting,blocked,paused',
  'breaker-open': 'runs/lanes',
}

function linkOf({ measure, flow }: AlertRule, editor: string): string {
  const more = flow !== undefined && FLOW_MEASURES.has(measure) ? `&flow=${flow}` : ''
  return `${editor}/${PLACES[measure]}${more}`
}

const NAMES: Readonly<Record<AlertMeasure, { name: string; unit: string }>> = {
  'error-rate': { name: 'Runs that failed in the last 5 minutes', unit: ' %' },
  'oldest-waiting': { name: 'Age of the oldest document that waits', unit: ' s' },
  'blocked-lanes': { name: 'Lanes that wait for an operator', unit: '' },
  'breaker-open': { name: 'Connections whose target does not answer', unit: '' },
  'queue-length': { name: 'Documents that wait', unit: '' },
}

/** The message as a mail. */
export function mailText({ type, timestamp, data }: AlertMessage): { subject: string; text: string } {
  const { name, measure, value, over, flow, link } = data
  const word = { 'alert.raised': 'Raised', 'alert.cleared': 'Cleared', 'alert.test': 'Test' }[type]
  const about = measure && NAMES[measure]
  const lines = [
    `${word}: ${name}`,
    '',
    ...(about ? [`${about.name}: ${value === null ? 'nothing to measure' : `${round(value)}${about.unit}`} (limit: ${over}${about.unit})`] : []),
    ...(flow === null ? [] : [`Flow: ${flow}`]),
    `Time: ${timestamp}`,
    '',
    link,
    '',
  ]
  return { subject: `[Patchbay] ${word}: ${name}`, text: lines.join('\n') }
}

const round = (value: number): number => Math.round(value * 10) / 10
