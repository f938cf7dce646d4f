import { Autocomplete } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type RefObject, useMemo, useState } from 'react'
import type { LineageIndex } from '../../../server/model/lineage.ts'
import { PersonalMark } from '../../ui/personal-mark.tsx'
import classes from './lineage.module.css'
import { matchFields } from './lineage-groups.ts'

const MOST_SHOWN = 12

interface FieldSearchProps {
  index: LineageIndex
  /** The field that is shown. */
  field: string
  onChoose: (field: string) => void
  input: RefObject<HTMLInputElement | null>
}

/** Finds a field by parts of its address; Enter takes what is typed, or the suggestion that is marked. */
export function FieldSearch({ index, field, onChoose, input }: FieldSearchProps) {
  const [text, setText] = useText(field)
  const [open, setOpen] = useState(false)
  const found = useMemo(() => matchFields(index, text).slice(0, MOST_SHOWN), [index, text])
  const take = (value: string): void => {
    if (value.trim() !== '' && value.trim() !== field) onChoose(value.trim())
  }
  return (
    <form
      role="search"
      className={classes.search}
      onSubmit={(event) => {
        event.preventDefault()
        setOpen(false)
        take(text)
      }}
    >
      <Autocomplete
        ref={input}
        aria-label="Field"
        placeholder="customer.emails.value, or a part of a name"
        leftSection={<IconSearch size={16} aria-hidden />}
        data={found.map((entry) => entry.field.address)}
        filter={({ options }) => options}
        value={text}
        onChange={setText}
        onOptionSubmit={take}
        dropdownOpened={open}
        onDropdownOpen={() => setOpen(true)}
        onDropdownClose={() => setOpen(false)}
        clearable
        spellCheck={false}
        classNames={{ input: classes.searchInput ?? '' }}
        renderOption={({ option }) => <Suggestion address={option.value} entry={found.find(({ field: each }) => each.address === option.value)} />}
      />
    </form>
  )
}

/** The text of the input, which begins with the field. That may also be reached by a link: the input stays, so that the keyboard stays in it. */
function useText(field: string): [text: string, setText: (text: string) => void] {
  const [text, setText] = useState(field)
  const [shown, setShown] = useState(field)
  if (shown !== field) {
    setShown(field)
    setText(field)
  }
  return [text, setText]
}

function Suggestion({ address, entry }: { address: string; entry: LineageIndex[number] | undefined }) {
  return (
    <span className={classes.option}>
      <span className={classes.address}>{address}</span>
      <PersonalMark tag={entry?.field.pii} />
      <span className={classes.optionCounts}>
        {entry?.comesFrom ?? 0} in, {entry?.reaches ?? 0} out
      </span>
    </span>
  )
}
