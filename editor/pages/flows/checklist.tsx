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
      <Steps flows={flows} done={done} calling={calling} onCall={() => setCalling(!calling)} />
      {calling && <FirstCall clients={clients} />}
    </Panel>
  )
}

interface StepsProps {
  flows: FlowSummary[]
  done: ReadonlySet<ChecklistStep>
  calling: boolean
  onCall: () => void
}

function Steps({ flows, done, calling, onCall }: StepsProps) {
  const sample = flows.toSorted((a, b) => a.id.localeCompare(b.id))[0]
  const open = sample ? `/flows/${sample.id}` : '/flows'
  const works = sample ? `"${sample.name}" works at once: it talks to a sandbox system.` : 'Create a flow to begin.'
  const call = (
    <UnstyledButton className={classes.link} aria-expanded={calling} onClick={onCall}>
      Call it as a POS would
    </UnstyledButton>
  )
  return (
    <ol className={classes.steps}>
      <Step done={done.has('open')} title={<Link href={open}>Open a sample flow</Link>} help={works} />
      <Step done={done.has('run')} title={<Link href={open}>Run it with a sample</Link>} help="See on the canvas which wires the message took." />
      <Step
        done={done.has('connect')}
        title={<Link href="/connections/new">Connect a system</Link>}
        help="Address and login of a system that is not a sandbox."
      />
      <Step done={done.has('publish')} title={<Link href={open}>Publish a flow</Link>} help="Callers get the newest published version, never the draft." />
      <Step done={done.has('call')} title={call} help="One command with an API key; the run then appears under Runs." />
    </ol>
  )
}

function Step({ done, title, help }: { done: boolean; title: ReactNode; help: string }) {
  return (
    <li className={classes.step} data-done={done || undefined}>
      {done ? <IconCircleCheckFilled size={20} aria-label="Done" /> : <IconCircle size={20} stroke={1.4} aria-label="Open" />}
      <div>
        <div className={classes.title}>{title}</div>
        <p>{help}</p>
      </div>
    </li>
  )
}
