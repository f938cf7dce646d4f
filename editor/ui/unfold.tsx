import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import classes from './unfold.module.css'

export interface UnfoldProps {
  title: ReactNode
  /** Further words beside the title. */
  detail?: ReactNode
  open?: boolean
  children: ReactNode
}

/** A line that unfolds what stands below it. */
export function Unfold({ title, detail, open: first = false, children }: UnfoldProps) {
  const [open, setOpen] = useState(first)
  const id = useId()
  return (
    <>
      <button type="button" className={classes.fold} aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}>
        {open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
        <span>{title}</span>
        {detail !== undefined && <span className={classes.detail}>{detail}</span>}
      </button>
      {open && (
        <div id={id} className={classes.below}>
          {children}
        </div>
      )}
    </>
  )
}
