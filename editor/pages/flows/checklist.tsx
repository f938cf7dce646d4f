import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core'
import { IconCircle, IconCircleCheckFilled, IconX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { FlowSummary } from '../../../server/model/api-view.ts'
import type { Client } from '../../../server/model/client.ts'
import { Panel } from '../../ui/page.tsx'
import { useChecklist, type ChecklistStep } from './checklist-state.ts'
import classes from './checklist.module.css'
import { FirstCall } from './first-call.tsx'

/** The first steps of a new installation; each ticks itself. Gone when all are done or it is dismissed. */
export function Checklist({ flows, clients }: { flows: FlowSummary[]; clients: Client[] }) {
  const { done, dismissed, dismiss } = useChecklist(flows)
  const [calling, setCalling] = useState(false)
  if (dismissed || !done || done.size === 5) return null
  const sample = flows.toSorted((a, b) => a.id.localeCompare(b.id))[0]
  const open = sample ? `/flows/${sample.id}` : '/flows'
  return (
    <Panel>
      <div className={classes.head}>
        <h2>First steps</h2>
        <span>{done.size} of 5 done</span>
        <Tooltip label="Do not show this again">
          <ActionIcon variant="subtle" color="gray" aria-label="Do not show the first steps again" onClick={dismiss}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      <ol className={classes.steps}>
        <Step id="open" done={done} title={<Link href={open}>Open a sample flow</Link>} help={sample ? `"${sample.name}" works at once: it talks to a sandbox system.` : 'Create a flow to begin.'} />
        <Step id="run" done={done} title={<Link href={open}>Run it with a sample</Link>} help="See on the canvas which wires the message took, and what each step got and gave." />
        <Step id="connect" done={done} title={<Link href="/connections/new">Connect a system</Link>} help="Address and credentials of a system that is not a sandbox." />
        <Step id="publish" done={done} title={<Link href={open}>Publish a flow</Link>} help="Callers get the newest published version, never the draft." />
        <Step
          id="call"
          done={done}
          title={
            <UnstyledButton className={classes.link} aria-expanded={calling} onClick={() => setCalling(!calling)}>
              Call it as a POS would
            </UnstyledButton>
          }
          help="One command with an API key; the run then appears under Runs."
        />
      </ol>
      {calling && <FirstCall clients={clients} />}
    </Panel>
  )
}

function Step({ id, done, title, help }: { id: ChecklistStep; done: ReadonlySet<ChecklistStep>; title: ReactNode; help: string }) {
  const isDone = done.has(id)
  return (
    <li className={classes.step} data-done={isDone || undefined}>
      {isDone ? <IconCircleCheckFilled size={20} aria-label="Done" /> : <IconCircle size={20} stroke={1.4} aria-label="Open" />}
      <div>
        <div className={classes.title}>{title}</div>
        <p>{help}</p>
      </div>
    </li>
  )
}
