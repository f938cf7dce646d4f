import { createContext, useCallback, useContext, useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react'

/** One thing a person can do on the present screen; shown in the command palette and in the list of keys. */
export interface PageAction {
  /** Unique on its screen. */
  id: string
  label: string
  /** In Mantine's notation (`mod+S`, `shift+A`, `/`). The frame binds it outside of text fields, with `mod` everywhere. */
  shortcut?: string | undefined
  /** The screen listens for the key itself; the frame only shows it. */
  ownKey?: boolean | undefined
  /** Told in the list of keys only: it needs the place where the keyboard is. */
  keysOnly?: boolean | undefined
  icon?: ReactNode
  disabled?: boolean | undefined
  run: () => void
}

type Put = (owner: string, actions: PageAction[] | null) => void

/** Apart from the actions themselves, so that who registers some is not drawn anew for what others register. */
const PutContext = createContext<Put>(() => undefined)
const ActionsContext = createContext<PageAction[]>([])

/** Collects the actions of the screens below. */
export function PageActionsProvider({ children }: { children: ReactNode }) {
  const [owners, setOwners] = useState<ReadonlyMap<string, PageAction[]>>(new Map())
  const actions = useMemo(() => [...owners.values()].flat(), [owners])
  const put = useCallback<Put>((owner, own) => {
    setOwners((before) => {
      const next = new Map(before)
      if (own) next.set(owner, own)
      else next.delete(owner)
      return next
    })
  }, [])
  return (
    <PutContext value={put}>
      <ActionsContext value={actions}>{children}</ActionsContext>
    </PutContext>
  )
}

const look = (action: PageAction): string => [action.id, action.label, action.shortcut ?? '', action.disabled ? '-' : ''].join(' ')

/** Registers the actions of a screen while it is mounted. May get a new list with every render: the newest `run` is the one called. */
export function usePageActions(actions: PageAction[]): void {
  const owner = useId()
  const put = useContext(PutContext)
  const newest = useRef(actions)
  const shown = useRef('')
  useEffect(() => {
    newest.current = actions
    const next = actions.map(look).join('\n')
    if (next === shown.current) return
    shown.current = next
    const run = (id: string) => () => newest.current.find((action) => action.id === id && !action.disabled)?.run()
    put(
      owner,
      actions.map((action) => ({ ...action, run: run(action.id) })),
    )
  })
  useEffect(() => {
    return () => {
      shown.current = ''
      put(owner, null)
    }
  }, [owner, put])
}

/** What is registered at present. */
export const useRegisteredActions = (): PageAction[] => useContext(ActionsContext)
