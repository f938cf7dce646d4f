import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { usePageActions } from '../../ui/page-actions.tsx'
import classes from './filter-bar.module.css'

/** Finds what happened to one document, by a business key of it, over all flows. */
export function FindField({ value, onFind }: { value: string; onFind: (key: string) => void }) {
  const [text, setText] = useState(value)
  const field = useRef<HTMLInputElement>(null)
  usePageActions([{ id: 'find', label: 'Find a document', shortcut: '/', icon: <IconSearch size={18} />, run: () => field.current?.focus() }])
  return (
    <form className={classes.find} onSubmit={(event) => (event.preventDefault(), onFind(text.trim()))}>
      <TextInput
        ref={field}
        type="search"
        aria-label="Find a document"
        placeholder="Find a document: receipt or order number"
        title="Receipt number or other business key. It is searched by its keyed hash, over all flows, and kept nowhere."
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={text !== '' && <CloseButton size="sm" aria-label="Forget the number" onClick={() => (setText(''), onFind(''))} />}
        value={text}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && value !== '' && onFind('')}
      />
    </form>
  )
}
