import { SegmentedControl } from '@mantine/core'
import classes from './drawer.module.css'
import { ValueTree } from './value-tree.tsx'

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

/** A titled value as a tree or as JSON. */
export function ValueView({ title, value, mode }: { title: string; value: unknown; mode: ValueMode }) {
  return (
    <section className={classes.value} aria-label={title}>
      <h3 className={classes.small}>{title}</h3>
      {mode === 'tree' ? (
        <ValueTree value={value} label={title} />
      ) : (
        <pre className={classes.json}>{value === undefined ? '' : JSON.stringify(value, null, 2)}</pre>
      )}
    </section>
  )
}
