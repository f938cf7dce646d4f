import { Button } from '@mantine/core'
import { shownKey } from '../actions/action.ts'
import { flowAction } from '../actions/flow-actions.ts'
import type { FlowSubject } from '../actions/flow-subject.ts'
import { shortcutText } from '../actions/shortcut.ts'
import type { Flow } from '../../server/model/flow.ts'
import type { Selection } from '../document/selection.ts'
import classes from './inspector.module.css'

export interface SelectionInspectorProps {
  flow: Flow
  selection: Selection
  subject: FlowSubject
  mac: boolean
}

/** The panel while a wire, or more than one thing, is selected. */
export function SelectionInspector({ flow, selection, subject, mac }: SelectionInspectorProps) {
  const ids = selection.nodes.length > 0 ? ['copy', 'duplicate', 'delete'] : ['delete']
  return (
    <div className={classes.panel}>
      <p className={classes.summary}>{describe(flow, selection)}</p>
      {ids.map(flowAction).map((action) => (
        <Button
          key={action.id}
          variant="default"
          disabled={!action.allowed(subject)}
          onClick={() => action.apply(subject)}
          rightSection={<kbd className={classes.key}>{shortcutText(shownKey(action) ?? '', mac)}</kbd>}
          justify="space-between"
        >
          {action.label}
        </Button>
      ))}
    </div>
  )
}

function describe(flow: Flow, { nodes, wires }: Selection): string {
  const wire = nodes.length === 0 && wires.length === 1 ? flow.wires.find((each) => each.id === wires[0]) : undefined
  const nameOf = (id: string): string => flow.nodes.find((node) => node.id === id)?.name ?? id
  if (wire) return `A wire from “${nameOf(wire.from.node)}”, port ${wire.from.port}, to “${nameOf(wire.to)}”.`
  return [nodes.length > 0 && `${nodes.length} nodes`, wires.length > 0 && `${wires.length} wires`].filter(Boolean).join(' and ') + ' selected.'
}
