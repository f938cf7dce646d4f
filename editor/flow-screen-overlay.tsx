import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react'
import { focusAfterOverlay } from './flow-screen-commands.ts'
import classes from './flow-screen.module.css'

interface FlowOverlayProps {
  /** Left out: what is in it has a name. */
  label?: string
  /** Takes the focus afterwards where that cannot go back to where it came from, as after a link straight to this place. */
  opener: string
  onEscape?: () => void
  children: ReactNode
}

/** Lies over the canvas. Takes the focus while it is there, and gives it back to where it came from. */
export function FlowOverlay({ label, opener, onEscape, children }: FlowOverlayProps) {
  const overlay = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const before = document.activeElement
    overlay.current?.focus()
    return () => focusAfterOverlay(before, opener)
  }, [opener])
  return (
    <section
      ref={overlay}
      className={classes.overlay}
      tabIndex={-1}
      aria-label={label}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && !inOpenList(event) && onEscape?.()}
    >
      {children}
    </section>
  )
}

/** An open list takes Escape for itself. */
const inOpenList = ({ target }: KeyboardEvent): boolean => target instanceof Element && target.matches('[aria-haspopup][aria-expanded="true"]')
