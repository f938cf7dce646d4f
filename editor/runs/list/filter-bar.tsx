import { Button, CloseButton, Popover } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useState } from 'react'
import { useNow } from '../../ui/when.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { useFlowNames } from '../flow-names.ts'
import { filterTokens } from './filter-tokens.ts'
import classes from './filter-bar.module.css'
import { FilterFields } from './filter-fields.tsx'
import { FindField } from './find-field.tsx'
import { isFiltered, NO_FILTER, type RunFilterState } from './run-filter.ts'
import { ViewMenu } from './view-menu.tsx'

export interface FilterBarProps {
  filter: RunFilterState
  onChange: (filter: RunFilterState) => void
}

/** Find a document, choose a filter, see it as tokens, keep it as a view. */
export function FilterBar({ filter, onChange }: FilterBarProps) {
  const [open, setOpen] = useState(false)
  usePageActions([
    { id: 'filter', label: 'Filter', shortcut: 'F', icon: <IconFilter size={18} />, run: () => setOpen(true) },
    { id: 'show-all', label: 'Show all runs', icon: <IconFilter size={18} />, disabled: !isFiltered(filter), run: () => onChange(NO_FILTER) },
  ])
  return (
    <div className={classes.bar} role="search" aria-label="Filter runs">
      <FindField key={filter.key ?? ''} value={filter.key ?? ''} onFind={(key) => onChange(key === '' ? NO_FILTER : { ...NO_FILTER, key })} />
      <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus returnFocus transitionProps={{ duration: 100 }} shadow="sm">
        <Popover.Target>
          <Button variant="default" leftSection={<IconFilter size={16} />} onClick={() => setOpen(!open)} aria-haspopup="dialog">
            Filter
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Filter">
          <FilterFields filter={filter} onChange={onChange} onDone={() => setOpen(false)} />
        </Popover.Dropdown>
      </Popover>
      <ViewMenu filter={filter} onChoose={onChange} />
      <Tokens filter={filter} onChange={onChange} onOpen={() => setOpen(true)} />
    </div>
  )
}

function Tokens({ filter, onChange, onOpen }: FilterBarProps & { onOpen: () => void }) {
  const names = useFlowNames()
  const now = useNow(60_000)
  const tokens = filterTokens(filter, names, now)
  if (tokens.length === 0) return null
  return (
    <ul className={classes.tokens} aria-label="Filter in force">
      {tokens.map(({ name, label, without }) => (
        <li key={name} className={classes.token}>
          <button type="button" onClick={onOpen}>
            {label}
          </button>
          <CloseButton size={24} iconSize={14} aria-label={`Remove ${label}`} onClick={() => onChange(without)} />
        </li>
      ))}
      {tokens.length > 1 && (
        <li>
          <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onChange(filter.key ? { ...NO_FILTER, key: filter.key } : NO_FILTER)}>
            Clear
          </Button>
        </li>
      )}
    </ul>
  )
}
