import { IconAlertCircle, IconAlertTriangle } from '@tabler/icons-react'
import type { Finding } from '../../../server/model/finding.ts'
import type { Flow } from '../../../server/model/flow.ts'
import { CodeText } from '../../ui/code-text.tsx'
import classes from './finding-list.module.css'

export interface FindingListProps {
  flow: Flow
  findings: readonly Finding[]
  onJump: (finding: Finding) => void
}

/** Everything that is wrong or worth knowing; each entry jumps to its place. */
export function FindingList({ flow, findings, onJump }: FindingListProps) {
  if (findings.length === 0) return <p className={classes.empty}>Nothing is wrong with this flow.</p>
  return (
    <ul className={classes.findings} aria-label="Findings">
      {findings.map((finding, index) => (
        <li key={index}>
          <button type="button" className={classes.finding} data-level={finding.level} onClick={() => onJump(finding)}>
            {finding.level === 'error' ? <IconAlertCircle size={14} aria-label="Error" /> : <IconAlertTriangle size={14} aria-label="Warning" />}
            <span className={classes.findingPlace}>{placeOf(flow, finding)}</span>
            <span className={classes.findingText}>
              <CodeText text={finding.message} />
            </span>
            <code className={classes.dim}>{finding.code}</code>
          </button>
        </li>
      ))}
    </ul>
  )
}

function placeOf(flow: Flow, { node, wire }: Finding): string {
  const nameOf = (id: string): string => flow.nodes.find((each) => each.id === id)?.name ?? id
  if (node !== undefined) return nameOf(node)
  const found = flow.wires.find((each) => each.id === wire)
  return found ? `Wire from ${nameOf(found.from.node)}` : 'Flow'
}
