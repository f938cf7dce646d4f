import { useCallback, useState } from 'react'
import type { Mapping } from '../../server/model/mapping.ts'

interface Notice {
  text: string
}

/** What just happened, in a few words. It goes as soon as the mapping changes in another way, such as undo. */
export function useNotice(mapping: Mapping): [text: string, setNotice: (text: string) => void] {
  const [notice, setNotice] = useState<Notice>({ text: '' })
  const [seen, setSeen] = useState({ mapping, notice })
  if (seen.mapping !== mapping || seen.notice !== notice) {
    // A notice that came together with the change is about it.
    if (seen.mapping !== mapping && seen.notice === notice && notice.text !== '') setNotice((now) => (now === notice ? { text: '' } : now))
    setSeen({ mapping, notice })
  }
  return [notice.text, useCallback((text: string) => setNotice({ text }), [])]
}
