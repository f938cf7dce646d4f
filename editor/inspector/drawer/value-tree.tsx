import { useState } from 'react'
import classes from './drawer.module.css'

const MOST_CHILDREN = 100

/** A JSON value as a tree that folds; the first two levels are open. */
export function ValueTree({ value, label }: { value: unknown; label: string }) {
  if (value === undefined) return <p className={classes.dim}>Nothing.</p>
  return (
    <ul className={classes.tree} aria-label={label}>
      <Branch name="" value={value} depth={0} />
    </ul>
  )
}

interface BranchProps {
  name: string
  value: unknown
  depth: number
}

function Branch({ name, value, depth }: BranchProps) {
  const [open, setOpen] = useState(depth < 3)
  if (typeof value !== 'object' || value === null) {
    return (
      <li>
        {name !== '' && <span className={classes.key}>{name}</span>}
        <Leaf value={value} />
      </li>
    )
  }
  const entries = Object.entries(value)
  const size = Array.isArray(value)
    ? `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}`
    : `${entries.length} ${entries.length === 1 ? 'field' : 'fields'}`
  const children = entries.slice(0, MOST_CHILDREN).map(([key, child]) => <Branch key={key} name={key} value={child} depth={depth + 1} />)
  if (depth === 0) return <>{entries.length === 0 ? <li className={classes.dim}>{Array.isArray(value) ? 'Empty list' : 'No fields'}</li> : children}</>
  return (
    <li>
      <button type="button" className={classes.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span aria-hidden>{open ? '▾' : '▸'}</span>
        <span className={classes.key}>{name}</span>
        <span className={classes.dim}>{size}</span>
      </button>
      {open && (
        <ul className={classes.tree}>
          {children}
          {entries.length > MOST_CHILDREN && <li className={classes.dim}>{`and ${entries.length - MOST_CHILDREN} more`}</li>}
        </ul>
      )}
    </li>
  )
}

function Leaf({ value }: { value: unknown }) {
  return (
    <code className={classes.leaf} data-type={value === null ? 'null' : typeof value}>
      {JSON.stringify(value)}
    </code>
  )
}
