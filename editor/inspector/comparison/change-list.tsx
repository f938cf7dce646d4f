import type { Flow } from '../../../server/model/flow.ts'
import type { FlowChange } from '../../../server/model/flow-comparison.ts'
import { CodeText } from '../../ui/code-text.tsx'
import classes from './comparison.module.css'

export interface ChangeListProps {
  changes: readonly FlowChange[]
  before: Flow
  after: Flow
  label: string
  /** Leads to the place of a change; left out: nothing leads anywhere. */
  onJump?: ((change: FlowChange) => void) | undefined
  /** Is the place of the change still there to be led to? */
  reaches?: (change: FlowChange) => boolean
}

const SIGNS = { added: '+', removed: '−', changed: '~' } as const

/** Differences of two states of a flow by meaning, under the names of their nodes. */
export function ChangeList({ changes, before, after, label, onJump, reaches = () => true }: ChangeListProps) {
  if (changes.length === 0) return <p className={classes.dim}>Nothing that means anything to a run: at most places on the canvas.</p>
  const names = new Map([...before.nodes, ...after.nodes].map(({ id, name }) => [id, name || id]))
  return (
    <div className={classes.changes} role="group" aria-label={label}>
      {groupsOf(changes).map(({ node, entries }) => (
        <section key={node ?? ''} className={classes.group}>
          {node !== undefined && <h4>{names.get(node) ?? node}</h4>}
          <ul>
            {entries.map((change, index) => (
              <li key={index} data-how={change.how}>
                <span className={classes.sign} aria-hidden>
                  {SIGNS[change.how]}
                </span>
                {onJump && change.node !== undefined && change.how !== 'removed' && reaches(change) ? (
                  <button type="button" className={classes.link} onClick={() => onJump(change)}>
                    <CodeText text={change.text} />
                  </button>
                ) : (
                  <span>
                    <CodeText text={change.text} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

/** Wires, and what does not belong to a node, stand in a group of their own. */
function groupsOf(changes: readonly FlowChange[]): { node: string | undefined; entries: FlowChange[] }[] {
  const groups = new Map<string | undefined, FlowChange[]>()
  for (const change of changes) {
    const node = change.kind === 'wire' ? undefined : change.node
    groups.set(node, [...(groups.get(node) ?? []), change])
  }
  return [...groups].map(([node, entries]) => ({ node, entries }))
}
