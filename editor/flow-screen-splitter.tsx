import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import classes from './flow-screen.module.css'

interface SplitterProps {
  label: string
  /** The side of the panel on which it lies: the panel grows away from it. */
  side: 'left' | 'top'
  /** Pixels. */
  size: number
  onSize: (size: number) => void
}

const KEY_STEP = 16

/** The edge of a panel: drag it, or move it by the arrow keys. */
export function Splitter({ label, side, size, onSize }: SplitterProps) {
  const start = useRef<{ at: number; size: number } | null>(null)
  const place = (event: PointerEvent): number => (side === 'left' ? event.clientX : event.clientY)
  const keys = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: 1, ArrowUp: 1, ArrowRight: -1, ArrowDown: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    onSize(size + step * KEY_STEP)
  }
  return (
    <div
      role="separator"
      aria-orientation={side === 'left' ? 'vertical' : 'horizontal'}
      aria-label={label}
      aria-valuenow={size}
      tabIndex={0}
      className={classes.splitter}
      data-side={side}
      onKeyDown={keys}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = { at: place(event), size }
      }}
      onPointerMove={(event) => start.current && onSize(start.current.size + start.current.at - place(event))}
      onPointerUp={() => (start.current = null)}
    />
  )
}
