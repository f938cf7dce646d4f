import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import classes from './choice-list.module.css'

export interface Choice {
  id: string
  title: string
  detail?: string | undefined
  icon?: ReactNode
  /** Why it cannot be chosen. */
  refusal?: string | undefined
}

export interface ChoiceListProps {
  label: string
  choices: readonly Choice[]
  query: string
  onQuery: (query: string) => void
  onChoose: (id: string) => void
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

/** A text field over a list: type to narrow, arrows to go, Enter to choose. */
export function ChoiceList({ label, choices, query, onQuery, onChoose }: ChoiceListProps) {
  const [at, setAt] = useState(0)
  const listId = useId()
  const list = useRef<HTMLDivElement>(null)
  const active = Math.min(at, choices.length - 1)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const keys = (event: KeyboardEvent): void => {
    const step = STEPS[event.key] ?? 0
    if (step !== 0) setAt(Math.max(0, Math.min(choices.length - 1, active + step)))
    const chosen = choices[active]
    if (event.key === 'Enter' && chosen && !chosen.refusal) onChoose(chosen.id)
    if (step !== 0 || event.key === 'Enter') event.preventDefault()
  }
  return (
    <>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={`${listId}-${active}`}
        aria-label={label}
        placeholder={label}
        leftSection={<IconSearch size={14} />}
        value={query}
        onChange={(event) => (setAt(0), onQuery(event.currentTarget.value))}
        onKeyDown={keys}
      />
      <div role="listbox" id={listId} ref={list} aria-label={label} className={classes.list}>
        {choices.map((choice, index) => (
          <ChoiceRow key={choice.id} choice={choice} id={`${listId}-${index}`} active={index === active} onPoint={() => setAt(index)} onChoose={onChoose} />
        ))}
      </div>
      {choices.length === 0 && <p className={classes.nothing}>Nothing fits. Type other words.</p>}
    </>
  )
}

interface ChoiceRowProps {
  choice: Choice
  id: string
  active: boolean
  onPoint: () => void
  onChoose: (id: string) => void
}

function ChoiceRow({ choice, id, active, onPoint, onChoose }: ChoiceRowProps) {
  return (
    <div
      role="option"
      id={id}
      aria-selected={active}
      aria-disabled={choice.refusal !== undefined}
      tabIndex={-1}
      className={classes.row}
      onMouseMove={onPoint}
      onClick={() => !choice.refusal && onChoose(choice.id)}
    >
      {choice.icon}
      <span className={classes.title}>{choice.title}</span>
      <span className={classes.detail}>{choice.refusal ?? choice.detail}</span>
    </div>
  )
}
