import { Button, Group, MultiSelect, Select, TextInput } from '@mantine/core'
import { PROBLEMS } from '../../../server/model/problem-table.ts'
import { RunState } from '../../../server/model/run.ts'
import { useEndpoint } from '../../api/use-api.tsx'
import { stateWord } from '../run-words.ts'
import classes from './filter-bar.module.css'
import type { RunFilterState } from './run-filter.ts'

interface Choice {
  value: string
  label: string
}

interface FilterFieldsProps {
  filter: RunFilterState
  onChange: (filter: RunFilterState) => void
  onDone: () => void
}

const STATES = RunState.options.map((state) => ({ value: state, label: stateWord(state) }))
const CODES = Object.keys(PROBLEMS).map((code) => ({ value: code, label: code }))
/** Lists stay inside the popover, so that choosing does not count as a click beside it. */
const INSIDE = { withinPortal: false }

/** One field for each criterion; several are joined by "and". */
export function FilterFields({ filter, onChange, onDone }: FilterFieldsProps) {
  const options = useOptions()
  const set = (change: Partial<RunFilterState>): void => onChange({ ...filter, ...change })
  const select = (name: 'flow' | 'client' | 'connection' | 'problem', label: string, data: readonly Choice[]) => (
    <Select
      label={label}
      placeholder="any"
      data={withPresent(data, filter[name])}
      value={filter[name] ?? null}
      onChange={(value) => set({ [name]: value ?? undefined })}
      clearable
      searchable
      comboboxProps={INSIDE}
    />
  )
  return (
    <div className={classes.fields}>
      <MultiSelect
        label="State"
        placeholder={filter.states.length === 0 ? 'any' : ''}
        data={STATES}
        value={[...filter.states]}
        onChange={(states) => set({ states: states as RunState[] })}
        clearable
        comboboxProps={INSIDE}
        data-autofocus
      />
      {select('problem', 'Problem', CODES)}
      {select('flow', 'Flow', options.flows)}
      {select('client', 'Client', options.clients)}
      {select('connection', 'Connection', options.connections)}
      <TimeFields filter={filter} set={set} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Close
        </Button>
      </Group>
    </div>
  )
}

const RANGES = [
  { value: 'hour', label: 'last hour' },
  { value: 'today', label: 'today' },
  { value: 'range', label: 'from - to' },
]

function TimeFields({ filter, set }: { filter: RunFilterState; set: (change: Partial<RunFilterState>) => void }) {
  const ranged = filter.from !== undefined || filter.to !== undefined
  const choose = (value: string | null): void => {
    if (value === 'hour' || value === 'today') return set({ last: value, from: undefined, to: undefined })
    const midnight = new Date()
    midnight.setHours(0, 0, 0, 0)
    set({ last: undefined, from: value === null ? undefined : midnight.toISOString(), to: undefined })
  }
  const time = (name: 'from' | 'to', label: string) => (
    <TextInput
      type="datetime-local"
      label={label}
      value={localTime(filter[name])}
      onChange={({ currentTarget: { value } }) => set({ [name]: value === '' ? undefined : new Date(value).toISOString() })}
    />
  )
  return (
    <>
      <Select
        label="Started"
        placeholder="any time"
        data={RANGES}
        value={filter.last ?? (ranged ? 'range' : null)}
        onChange={choose}
        clearable
        comboboxProps={INSIDE}
      />
      {ranged && (
        <div className={classes.times}>
          {time('from', 'From')}
          {time('to', 'To')}
        </div>
      )}
    </>
  )
}

function useOptions(): Record<'flows' | 'clients' | 'connections', Choice[]> {
  const flows = useEndpoint('flows.list', undefined, { staleTime: 60_000 })
  const clients = useEndpoint('clients.list', undefined, { staleTime: 60_000 })
  const connections = useEndpoint('connections.list', undefined, { staleTime: 60_000 })
  return {
    flows: (flows.data ?? []).map((flow) => ({ value: flow.id, label: flow.name })),
    clients: (clients.data ?? []).map(({ value }) => ({ value: value.id, label: value.name })),
    connections: (connections.data ?? []).map(({ connection }) => ({ value: connection.id, label: connection.name })),
  }
}

/** The options, with the present value even if it is not (or not yet) one of them. */
const withPresent = (options: readonly Choice[], value: string | undefined): Choice[] =>
  value === undefined || options.some((option) => option.value === value) ? [...options] : [...options, { value, label: value }]

/** A moment as the field of the browser has it, in local time. */
function localTime(at: string | undefined): string {
  if (at === undefined) return ''
  const date = new Date(at)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
