import { useState } from 'react'
import classes from './drawer.module.css'

/** What stood in the same place in the run before; `value` is undefined where nothing stood there. */
export interface Before {
  value: unknown
}

const MOST_CHILDREN = 100
/** Levels that are open at first. */
const OPEN = 3

/** A JSON value as a tree that folds. */
export function ValueTree({ value, before, label }: { value: unknown; before?: Before | undefined; label: string }) {
  if (value === undefined) return <p className={classes.dim}>Nothing.</p>
  if (typeof value !== 'object' || value === null) return <Leaf value={value} before={before} />
  if (Object.keys(value).length === 0) return <p className={classes.dim}>{Array.isArray(value) ? 'An empty list.' : 'An object without fields.'}</p>
  return <Children value={value} before={before} depth={1} label={label} />
}

interface BranchProps {
  name: string
  value: unknown
  before: Before | undefined
  depth: number
}

function Branch({ name, value, before, depth }: BranchProps) {
  const [open, setOpen] = useState(depth < OPEN)
  if (typeof value !== 'object' || value === null) {
    return (
      <li>
        <span className={classes.key}>{name}</span>
        <Leaf value={value} before={before} />
      </li>
    )
  }
  const count = Object.keys(value).length
  const size = Array.isArray(value) ? `${count} ${count === 1 ? 'entry' : 'entries'}` : `${count} ${count === 1 ? 'field' : 'fields'}`
  return (
    <li>
      <button type="button" className={classes.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span aria-hidden>{open ? '▾' : '▸'}</span>
        <span className={classes.key}>{name}</span>
        <span className={classes.dim}>{size}</span>
      </button>
      {open && <Children value={value} before={before} depth={depth + 1} label={name} />}
    </li>
  )
}

function Children({ value, before, depth, label }: { value: object; before: Before | undefined; depth: number; label: string }) {
  const entries = Object.entries(value)
  return (
    <ul className={classes.tree} aria-label={label}>
      {entries.slice(0, MOST_CHILDREN).map(([key, child]) => (
        <Branch key={key} name={key} value={child} before={before && below(before, key)} depth={depth} />
      ))}
      {entries.length > MOST_CHILDREN && <li className={classes.dim}>{`and ${entries.length - MOST_CHILDREN} more`}</li>}
    </ul>
  )
}

function below({ value }: Before, key: string): Before {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return { value: undefined }
  return { value: (value as Record<string, unknown>)[key] }
}

function Leaf({ value, before }: { value: unknown; before: Before | undefined }) {
  const changed = before !== undefined && before.value !== value
  const was = before?.value === undefined ? 'not there' : JSON.stringify(before.value)
  return (
    <>
      <code className={classes.leaf} data-type={value === null ? 'null' : typeof value}>
        {JSON.stringify(value)}
      </code>
      {changed && (
        <span className={classes.changed} title={`In the test before: ${was.length > 200 ? `${was.slice(0, 200)}…` : was}`}>
          changed
        </span>
      )}
    </>
  )
}
