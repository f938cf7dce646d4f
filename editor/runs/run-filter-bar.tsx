import { Button, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useSearchParams } from 'wouter'
import { PROBLEMS } from '../../server/model/problem.ts'
import { RunState } from '../../server/model/run.ts'
import { useEndpoint } from '../api/use-api.tsx'
import type { RunCriteria } from './run-list.ts'
import classes from './runs.module.css'

const NAMES = ['flow', 'client', 'state', 'problem'] as const
type Criterion = (typeof NAMES)[number]

/** The filter in the address, so that a link shows the same runs. */
export function useRunCriteria(): [RunCriteria, (name: Criterion, value: string | null) => void, () => void] {
  const [params, setParams] = useSearchParams()
  const state = RunState.safeParse(params.get('state'))
  const text = (name: Criterion): string | undefined => params.get(name) ?? undefined
  const criteria: RunCriteria = { flow: text('flow'), client: text('client'), state: state.success ? state.data : undefined, problem: text('problem') }
  const set = (name: Criterion, value: string | null): void => {
    setParams((before) => {
      const next = new URLSearchParams(before)
      if (value === null) next.delete(name)
      else next.set(name, value)
      return next
    })
  }
  return [criteria, set, () => setParams(new URLSearchParams())]
}

interface RunFilterBarProps {
  criteria: RunCriteria
  onChange: (name: Criterion, value: string | null) => void
  onClear: () => void
}

/** One choice for each criterion; several are joined by "and". */
export function RunFilterBar({ criteria, onChange, onClear }: RunFilterBarProps) {
  const flows = useEndpoint('flows.list')
  const clients = useEndpoint('clients.list')
  const options: Record<Criterion, { value: string; label: string }[]> = {
    flow: (flows.data ?? []).map((flow) => ({ value: flow.id, label: flow.name })),
    client: (clients.data ?? []).map(({ value }) => ({ value: value.id, label: value.name })),
    state: RunState.options.map((state) => ({ value: state, label: state })),
    problem: Object.keys(PROBLEMS).map((code) => ({ value: code, label: code })),
  }
  const filtered = NAMES.some((name) => criteria[name] !== undefined)
  return (
    <div className={classes.filters} role="search" aria-label="Filter runs">
      {NAMES.map((name) => (
        <Select
          key={name}
          aria-label={`Filter by ${name}`}
          placeholder={`Any ${name}`}
          data={withPresent(options[name], criteria[name])}
          value={criteria[name] ?? null}
          onChange={(value) => onChange(name, value)}
          clearable
          searchable={name !== 'state'}
          comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
          data-active={criteria[name] !== undefined || undefined}
          className={classes.filter}
        />
      ))}
      {filtered && (
        <Button variant="subtle" color="gray" leftSection={<IconX size={14} />} onClick={onClear}>
          Show all
        </Button>
      )}
    </div>
  )
}

/** The options, with the present value even if it is not (or not yet) one of them. */
function withPresent(options: { value: string; label: string }[], value: string | undefined): { value: string; label: string }[] {
  return value === undefined || options.some((option) => option.value === value) ? options : [...options, { value, label: value }]
}
