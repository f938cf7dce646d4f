import { SegmentedControl } from '@mantine/core'
import classes from './drawer.module.css'
import { type Before, ValueTree } from './value-tree.tsx'

export type ValueMode = 'tree' | 'json'

/** The switch between tree and JSON. */
export function ModeSwitch({ mode, onMode }: { mode: ValueMode; onMode: (mode: ValueMode) => void }) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Show values as"
      value={mode}
      onChange={(next) => onMode(next as ValueMode)}
      data={[
        { value: 'tree', label: 'Tree' },
        { value: 'json', label: 'JSON' },
      ]}
    />
  )
}

export interface ValueViewProps {
  title: string
  value: unknown
  before: Before | undefined
  mode: ValueMode
}

/** A titled value as a tree, in which what differs from the run before is marked, or as JSON. */
export function ValueView({ title, value, before, mode }: ValueViewProps) {
  return (
    <section className={classes.value} aria-label={title}>
      <h3 className={classes.small}>{title}</h3>
      {mode === 'tree' ? (
        <ValueTree value={value} before={before} label={title} />
      ) : (
        <pre className={classes.json}>{value === undefined ? '' : JSON.stringify(value, null, 2)}</pre>
      )}
    </section>
  )
}
