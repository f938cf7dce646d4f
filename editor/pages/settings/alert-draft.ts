import { type AlertChannel, type AlertMeasure, type AlertRule, type AlertSettings, FLOW_MEASURES } from '../../../server/model/alert.ts'
import type { AlertsView } from '../../../server/model/alert-endpoint.ts'

/** What the form edits. `secrets` holds newly typed ones only; stored ones never come back from the server. */
export interface AlertDraft {
  settings: AlertSettings
  secrets: Record<string, string>
}

export const storedDraft = ({ settings }: AlertsView): AlertDraft => ({ settings, secrets: {} })

/** What is sent: without secrets that were left empty, or whose channel is gone. */
export function typedSecrets({ settings, secrets }: AlertDraft): Record<string, string> {
  const known = new Set(settings.channels.map(({ id }) => id))
  return Object.fromEntries(Object.entries(secrets).filter(([id, value]) => value !== '' && known.has(id)))
}

/** Would saving change something? */
export const isChanged = (draft: AlertDraft, view: AlertsView): boolean =>
  JSON.stringify(draft.settings) !== JSON.stringify(view.settings) || Object.keys(typedSecrets(draft)).length > 0

/** What a limit is given in, and where it starts. */
export const MEASURES: Readonly<Record<AlertMeasure, { label: string; unit: string; over: number }>> = {
  'error-rate': { label: 'Runs that fail', unit: '%', over: 20 },
  'oldest-waiting': { label: 'Oldest document', unit: 's', over: 600 },
  'blocked-lanes': { label: 'Blocked lanes', unit: '', over: 0 },
  'breaker-open': { label: 'Targets down', unit: '', over: 0 },
  'queue-length': { label: 'Documents that wait', unit: '', over: 10_000 },
}

/** The first `<base>-<number>` that is free. */
function freeId(base: string, taken: readonly { id: string }[]): string {
  for (let number = 1; ; number++) if (!taken.some(({ id }) => id === `${base}-${number}`)) return `${base}-${number}`
}

export function addRule(draft: AlertDraft): AlertDraft {
  const { rules } = draft.settings
  const { over, label } = MEASURES['oldest-waiting']
  const rule: AlertRule = { id: freeId('rule', rules), name: label, enabled: true, measure: 'oldest-waiting', over, forSeconds: 60 }
  return withRules(draft, [...rules, rule])
}

/** A rule with another measure gets the limit of that measure, and keeps its flow where one counts. */
export function changeRule(draft: AlertDraft, id: string, change: Partial<AlertRule>): AlertDraft {
  const { measure } = change
  const rules = draft.settings.rules.map((rule) => {
    if (rule.id !== id) return rule
    if (measure === undefined) return { ...rule, ...change }
    const named = rule.name === MEASURES[rule.measure].label ? { name: MEASURES[measure].label } : {}
    return withoutFlow({ ...rule, ...named, measure, over: MEASURES[measure].over }, !FLOW_MEASURES.has(measure))
  })
  return withRules(draft, rules)
}

/** `flow` null: all flows. */
export function chooseFlow(draft: AlertDraft, id: string, flow: string | null): AlertDraft {
  return withRules(
    draft,
    draft.settings.rules.map((rule) => (rule.id !== id ? rule : flow === null ? withoutFlow(rule, true) : { ...rule, flow })),
  )
}

export const removeRule = (draft: AlertDraft, id: string): AlertDraft => withRules(draft, draft.settings.rules.filter((rule) => rule.id !== id)) // prettier-ignore

function withoutFlow(rule: AlertRule, leaveOut: boolean): AlertRule {
  const { flow, ...rest } = rule
  return leaveOut || flow === undefined ? rest : rule
}

const withRules = (draft: AlertDraft, rules: AlertRule[]): AlertDraft => ({ ...draft, settings: { ...draft.settings, rules } })

export function addChannel(draft: AlertDraft, type: AlertChannel['type']): AlertDraft {
  const { channels } = draft.settings
  const channel: AlertChannel =
    type === 'webhook'
      ? { type, id: freeId('webhook', channels), url: 'https://', local: false }
      : { type, id: freeId('mail', channels), host: '', port: 587, secure: false, from: '', to: [], local: false }
  return withChannels(draft, [...channels, channel])
}

/** Replaces the channel of the same id. */
export const changeChannel = (draft: AlertDraft, next: AlertChannel): AlertDraft =>
  withChannels(
    draft,
    draft.settings.channels.map((channel) => (channel.id === next.id ? next : channel)),
  )

export const removeChannel = (draft: AlertDraft, id: string): AlertDraft => withChannels(draft, draft.settings.channels.filter((channel) => channel.id !== id)) // prettier-ignore

const withChannels = (draft: AlertDraft, channels: AlertChannel[]): AlertDraft => ({ ...draft, settings: { ...draft.settings, channels } })

export const typeSecret = (draft: AlertDraft, channel: string, value: string): AlertDraft => ({ ...draft, secrets: { ...draft.secrets, [channel]: value } })

/** A new signing secret in the notation of Standard Webhooks. */
export const newSecret = (random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): string => `whsec_${btoa(String.fromCharCode(...random(new Uint8Array(24))))}`
