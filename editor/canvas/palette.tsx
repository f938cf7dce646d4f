import { ScrollArea, TextInput, UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { type Addable, GROUPS, searchAddables } from '../document/addables.ts'
import { ADDABLE_TYPE } from './canvas-requests.ts'
import { NodeIcon } from './node-icon.tsx'
import classes from './palette.module.css'

export interface PaletteProps {
  addables: readonly Addable[]
  /** A click or Enter adds beside what is selected. */
  onAdd: (addable: Addable) => void
}

interface Shelf {
  title: string
  entries: Addable[]
}

/** Everything that can be put on the canvas, by group: drag it there, or click. */
export function Palette({ addables, onAdd }: PaletteProps) {
  const [query, setQuery] = useState('')
  const shelves = useMemo(() => shelvesOf(searchAddables(addables, query)), [addables, query])
  return (
    <section className={classes.palette} aria-label="Palette">
      <TextInput
        className={classes.search}
        aria-label="Search the palette"
        placeholder="Search"
        leftSection={<IconSearch size={14} />}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <ScrollArea className={classes.list} type="hover" scrollbarSize={6}>
        {shelves.map((shelf) => (
          <section key={shelf.title} aria-label={shelf.title}>
            <h3 className={classes.shelf}>{shelf.title}</h3>
            {shelf.entries.map((entry) => (
              <Entry key={entry.id} entry={entry} onAdd={onAdd} />
            ))}
          </section>
        ))}
        {shelves.length === 0 && <p className={classes.nothing}>Nothing is called “{query}”.</p>}
      </ScrollArea>
    </section>
  )
}

function Entry({ entry, onAdd }: { entry: Addable; onAdd: (addable: Addable) => void }) {
  return (
    <UnstyledButton
      className={classes.entry}
      draggable
      title={entry.summary}
      onClick={() => onAdd(entry)}
      onDragStart={(event) => {
        event.dataTransfer.setData(ADDABLE_TYPE, entry.id)
        event.dataTransfer.effectAllowed = 'copy'
      }}
    >
      <NodeIcon name={entry.icon} />
      <span className={classes.title}>{entry.title}</span>
    </UnstyledButton>
  )
}

function shelvesOf(addables: readonly Addable[]): Shelf[] {
  const shelves = GROUPS.map(({ group, title }) => ({ title, entries: addables.filter((each) => each.group === group && each.connection === undefined) }))
  const connections = [...new Set(addables.flatMap((each) => each.connection ?? []))]
  const operations = connections.map((name) => ({ title: name, entries: addables.filter((each) => each.connection === name) }))
  return [...shelves, ...operations].filter((shelf) => shelf.entries.length > 0)
}
