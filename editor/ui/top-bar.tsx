import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { Link } from 'wouter'
import classes from './top-bar.module.css'

export interface Crumb {
  label: string
  /** Left out for the place one is at. */
  href?: string | undefined
}

interface Slots {
  crumbs: HTMLElement | null
  actions: HTMLElement | null
  setCrumbs: (element: HTMLElement | null) => void
  setActions: (element: HTMLElement | null) => void
}

const SlotsContext = createContext<Slots | null>(null)

/** Joins the slots of the frame's top bar with the screens that fill them. */
export function TopBarProvider({ children }: { children: ReactNode }) {
  const [crumbs, setCrumbs] = useState<HTMLElement | null>(null)
  const [actions, setActions] = useState<HTMLElement | null>(null)
  const slots = useMemo(() => ({ crumbs, actions, setCrumbs, setActions }), [crumbs, actions])
  return <SlotsContext value={slots}>{children}</SlotsContext>
}

/** The empty place in the frame that a screen's `TopBar` fills. */
export function TopBarSlot({ slot }: { slot: 'crumbs' | 'actions' }) {
  const slots = useContext(SlotsContext)
  return <div className={classes[slot]} ref={slot === 'crumbs' ? slots?.setCrumbs : slots?.setActions} />
}

/** A screen's part of the top bar: where one is, the state of the document (`state`), and what can be done (`children`). */
export function TopBar({ crumbs, state, children }: { crumbs: Crumb[]; state?: ReactNode; children?: ReactNode }) {
  const slots = useContext(SlotsContext)
  const title = crumbs
    .map((crumb) => crumb.label)
    .toReversed()
    .join(' - ')
  useEffect(() => {
    document.title = title === '' ? 'Patchbay' : `${title} - Patchbay`
  }, [title])
  return (
    <>
      {slots?.crumbs && createPortal(<CrumbList crumbs={crumbs} state={state} />, slots.crumbs)}
      {slots?.actions && createPortal(children, slots.actions)}
    </>
  )
}

function CrumbList({ crumbs, state }: { crumbs: Crumb[]; state?: ReactNode }) {
  return (
    <>
      <nav aria-label="Where am I">
        <ol className={classes.list}>
          {crumbs.map((crumb, index) => (
            <li key={`${index}-${crumb.label}`} aria-current={index === crumbs.length - 1 ? 'page' : undefined}>
              {crumb.href === undefined ? <span>{crumb.label}</span> : <Link href={crumb.href}>{crumb.label}</Link>}
            </li>
          ))}
        </ol>
      </nav>
      {state}
    </>
  )
}
