import { ActionIcon, Button, Popover, TextInput } from '@mantine/core'
import { IconMathFunction } from '@tabler/icons-react'
import { useState } from 'react'
import { FUNCTION_EXAMPLES } from './jsonata-examples.ts'
import { FUNCTION_GROUPS } from './jsonata-functions.ts'
import classes from './code.module.css'

export interface FunctionPaletteProps {
  disabled: boolean
  /** A sign in place of the word. */
  compact?: boolean
  onChoose: (name: string) => void
}

/** All functions by group with signature and help; choosing one writes it at the cursor. */
export function FunctionPalette({ disabled, compact = false, onChoose }: FunctionPaletteProps) {
  const [opened, setOpened] = useState(false)
  const [search, setSearch] = useState('')
  const choose = (name: string): void => {
    setOpened(false)
    onChoose(name)
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="top-end" trapFocus transitionProps={{ duration: 100 }}>
      <Popover.Target>
        {compact ? (
          <ActionIcon variant="default" size={32} aria-label="Functions" title="Functions" disabled={disabled} onClick={() => setOpened(!opened)}>
            <IconMathFunction size={16} />
          </ActionIcon>
        ) : (
          <Button size="compact-xs" h={24} variant="default" disabled={disabled} onClick={() => setOpened(!opened)}>
            Functions
          </Button>
        )}
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <TextInput
          size="xs"
          data-autofocus
          aria-label="Search functions"
          placeholder="Search functions"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <FunctionList search={search} onChoose={choose} />
      </Popover.Dropdown>
    </Popover>
  )
}

function FunctionList({ search, onChoose }: { search: string; onChoose: (name: string) => void }) {
  const words = search.trim().toLowerCase()
  const groups = FUNCTION_GROUPS.map(({ title, functions }) => ({
    title,
    functions: functions.filter(({ name, help }) => name.toLowerCase().includes(words) || help.toLowerCase().includes(words)),
  }))
  return (
    <div className={classes.functions}>
      {groups.map(
        ({ title, functions }) =>
          functions.length > 0 && (
            <div key={title} role="group" aria-label={title}>
              <div className={classes.group}>{title}</div>
              {functions.map(({ name, parameters, help }) => (
                <button key={name} type="button" className={classes.function} onClick={() => onChoose(name)}>
                  <span className={classes.mono}>
                    <b>{name}</b>({parameters})
                  </span>
                  <br />
                  <span className={classes.help}>{help}</span>
                  <FunctionExample name={name} />
                </button>
              ))}
            </div>
          ),
      )}
    </div>
  )
}

function FunctionExample({ name }: { name: string }) {
  const example = FUNCTION_EXAMPLES[name]
  if (!example) return null
  const [call, gives] = example
  return (
    <span className={classes.example}>
      {call} <span className={classes.help}>gives</span> {gives}
    </span>
  )
}
