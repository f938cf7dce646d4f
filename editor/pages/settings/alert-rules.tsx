import { ActionIcon, Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { type AlertMeasure, type AlertRule, type AlertStatus, FLOW_MEASURES } from '../../../server/model/alert.ts'
import { useEndpoint } from '../../api/use-api.tsx'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { DenseTable } from '../../ui/dense-table.tsx'
import { EmptyState, Panel } from '../../ui/page.tsx'
import { type AlertDraft, changeRule, chooseFlow, MEASURES, removeRule } from './alert-draft.ts'

export interface AlertPartProps {
  draft: AlertDraft
  onChange: (next: AlertDraft) => void
  /** By dotted path below the settings, and `secrets.<channel>`. */
  errors: Record<string, string>
  readOnly: boolean
}

const COLUMNS = ['On', 'Name', 'Measure', 'Over', 'For (s)', 'Flow', 'State', '']
const MEASURE_DATA = Object.entries(MEASURES).map(([value, { label }]) => ({ value, label }))

/** The rules, each in one row that is edited in place. */
export function AlertRules({ status, ...part }: AlertPartProps & { status: readonly AlertStatus[] }) {
  const { rules } = part.draft.settings
  const flows = useEndpoint('flows.list', undefined, { staleTime: 60_000 }).data ?? []
  if (rules.length === 0)
    return (
      <Panel>
        <EmptyState title="No rules">Nobody is told of anything.</EmptyState>
      </Panel>
    )
  return (
    <Panel flush>
      <DenseTable label="Alert rules" columns={COLUMNS}>
        {rules.map((rule, index) => (
          <RuleRow key={rule.id} {...part} rule={rule} place={`rules[${index}]`} flows={flows} status={status.find((each) => each.rule === rule.id)} />
        ))}
      </DenseTable>
    </Panel>
  )
}

interface RuleRowProps extends AlertPartProps {
  rule: AlertRule
  /** Of its problems. */
  place: string
  flows: readonly { id: string; name: string }[]
  status: AlertStatus | undefined
}

function RuleRow({ flows, status, ...props }: RuleRowProps) {
  const { rule, draft, onChange, errors, place, readOnly } = props
  const change = (part: Partial<AlertRule>): void => onChange(changeRule(draft, rule.id, part))
  const field = (name: keyof AlertRule, label: string) => ({
    size: 'xs',
    'aria-label': `${label} of ${rule.name}`,
    error: errors[`${place}.${name}`],
    readOnly,
  })
  return (
    <tr>
      <td>
        <Checkbox
          size="xs"
          aria-label={`${rule.name} is on`}
          checked={rule.enabled}
          disabled={readOnly}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
      </td>
      <td>
        <TextInput {...field('name', 'Name')} value={rule.name} miw={140} onChange={(event) => change({ name: event.currentTarget.value })} />
      </td>
      <MeasureCell rule={rule} change={change} field={field} />
      <Numbers rule={rule} change={change} field={field} />
      <FlowCell rule={rule} flows={flows} field={field} choose={(flow) => onChange(chooseFlow(draft, rule.id, flow))} />
      <td>
        <RuleState rule={rule} status={status} />
      </td>
      <td>{!readOnly && <RemoveButton name={rule.name} onRemove={() => onChange(removeRule(draft, rule.id))} />}</td>
    </tr>
  )
}

interface FlowCellProps extends Pick<CellProps, 'rule' | 'field'> {
  flows: readonly { id: string; name: string }[]
  choose: (flow: string | null) => void
}

function FlowCell({ rule, flows, field, choose }: FlowCellProps) {
  return (
    <td>
      <Select
        {...field('flow', 'Flow')}
        data={flows.map(({ id, name }) => ({ value: id, label: name }))}
        value={rule.flow ?? null}
        w={120}
        placeholder="all"
        clearable
        disabled={!FLOW_MEASURES.has(rule.measure)}
        onChange={choose}
      />
    </td>
  )
}

function RemoveButton({ name, onRemove }: { name: string; onRemove: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${name}`} onClick={onRemove}>
      <IconTrash size={16} />
    </ActionIcon>
  )
}

function MeasureCell({ rule, change, field }: CellProps) {
  return (
    <td>
      <Select
        {...field('measure', 'Measure')}
        data={MEASURE_DATA}
        value={rule.measure}
        w={160}
        allowDeselect={false}
        onChange={(measure) => measure && change({ measure: measure as AlertMeasure })}
      />
    </td>
  )
}

interface CellProps {
  rule: AlertRule
  change: (part: Partial<AlertRule>) => void
  field: (name: keyof AlertRule, label: string) => object
}

/** Limit and time. An empty field is no number, which the server refuses. */
function Numbers({ rule, change, field }: CellProps) {
  const { unit } = MEASURES[rule.measure]
  const shown = (value: number | null): number | '' => (value === null || Number.isNaN(value) ? '' : value)
  const read = (value: number | string): number => (typeof value === 'number' ? value : Number.NaN)
  return (
    <>
      <td>
        <NumberInput
          {...field('over', 'Limit')}
          value={shown(rule.over)}
          min={0}
          w={96}
          suffix={unit && ` ${unit}`}
          hideControls
          onChange={(value) => change({ over: read(value) })}
        />
      </td>
      <td>
        <NumberInput
          {...field('forSeconds', 'Seconds')}
          value={shown(rule.forSeconds)}
          min={0}
          max={86_400}
          w={72}
          hideControls
          onChange={(value) => change({ forSeconds: read(value) })}
        />
      </td>
    </>
  )
}

const TONES: Readonly<Record<AlertStatus['state'], Tone>> = { ok: 'ok', pending: 'wait', raised: 'problem' }

function RuleState({ rule, status }: { rule: AlertRule; status: AlertStatus | undefined }) {
  if (!rule.enabled) return <Badge tone="paused">off</Badge>
  if (!status) return <Badge>not saved</Badge>
  const { state, value, since } = status
  const { unit } = MEASURES[rule.measure]
  return (
    <span title={since === null ? undefined : `since ${new Date(since).toLocaleString()}`}>
      <Badge tone={TONES[state]}>{state}</Badge> {value !== null && `${(Math.round(value * 10) / 10).toLocaleString()}${unit && ` ${unit}`}`}
    </span>
  )
}
