import { useCallback, useEffect, useRef, useState } from 'react'
import type { Mapping } from '../../server/model/mapping.ts'
import { useLatest } from '../ui/use-latest.ts'

export interface MappingDraft {
  /** The mapping with what is being typed. */
  mapping: Mapping
  /** A finished change: handed on at once. */
  change(next: Mapping, label: string): void
  /** A keystroke: shown and previewed at once, handed on after a pause, so that undo goes by edits and not by letters. */
  type(next: Mapping, label: string): void
  /** Hands on what is typed so far. */
  flush(): void
}

const PAUSE_MS = 500

/** Holds keystrokes back from the flow's list of changes. A change of `mapping` from outside wins. */
export function useMappingDraft(mapping: Mapping, onChange: (next: Mapping, label: string) => void): MappingDraft {
  const [draft, setDraft] = useState<{ base: Mapping; next: Mapping; label: string }>()
  const pending = useRef<{ base: Mapping; next: Mapping; label: string }>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useLatest({ mapping, onChange })

  const flush = useCallback(() => {
    clearTimeout(timer.current)
    const typed = pending.current
    pending.current = undefined
    if (typed && typed.base === latest.current.mapping) latest.current.onChange(typed.next, typed.label)
  }, [latest])
  const hold = useCallback(
    (next: Mapping, label: string) => {
      const typed = { base: latest.current.mapping, next, label }
      pending.current = typed
      setDraft(typed)
    },
    [latest],
  )
  const change = useCallback(
    (next: Mapping, label: string) => {
      hold(next, label)
      flush()
    },
    [hold, flush],
  )
  const type = useCallback(
    (next: Mapping, label: string) => {
      hold(next, label)
      clearTimeout(timer.current)
      timer.current = setTimeout(flush, PAUSE_MS)
    },
    [hold, flush],
  )
  useEffect(() => flush, [flush])
  // Kept any longer, a draft would come back when undo brings its base back.
  if (draft && draft.base !== mapping) setDraft(undefined)
  return { mapping: draft && draft.base === mapping ? draft.next : mapping, change, type, flush }
}
