import { ActionIcon, Tooltip } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { PROBLEMS, type ProblemCode } from '../../server/model/problem-table.ts'
import type { Flow } from '../../server/model/flow.ts'
import type { RunRecord } from '../../server/model/run.ts'
import { durationText, sizeText } from '../ui/figures.ts'
import { ProblemView } from '../ui/problem-view.tsx'
import { useFlowNames } from './flow-names.ts'
import classes from './run-page.module.css'

/** The figures of a run. */
export function RunFacts({ run, onCopy }: { run: RunRecord; onCopy: () => void }) {
  const names = useFlowNames()
  const { delivery } = run
  const time = (at: string): string => new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
  const facts: [string, string][] = [
    ['Version', run.version === 0 ? 'draft (may have changed since)' : String(run.version)],
    ['Client', names.client(run.client)],
    ['Trigger', run.trigger.name],
    ...(delivery ? [['Accepted', time(delivery.acceptedAt)] as [string, string]] : [['Started', time(run.startedAt)] as [string, string]]),
    ['Duration', run.durationMs === null ? durationless(run) : durationText(run.durationMs)],
    ['In and out', `${sizeText(run.inBytes)}, ${sizeText(run.outBytes)}`],
    ...(delivery ? [] : [['Answer', run.status === null ? 'none' : String(run.status)] as [string, string]]),
  ]
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <Fact key={name} name={name} title={value}>
          {value}
        </Fact>
      ))}
      {delivery && (
        <Fact name="Lane" title={delivery.lane}>
          <Link href={`/runs?lane=${delivery.lane}`}>{delivery.lane.slice(0, 12)}</Link>
        </Fact>
      )}
      <Fact name="Run id" title={run.id}>
        <span className={classes.id}>{run.id}</span>
        <Tooltip label="Copy the run id (Y)">
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Copy the run id" onClick={onCopy}>
            <IconCopy size={14} />
          </ActionIcon>
        </Tooltip>
      </Fact>
    </dl>
  )
}

function Fact({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={title}>{children}</dd>
    </div>
  )
}

const durationless = ({ state }: RunRecord): string => (state === 'running' ? 'still running' : 'not ended')

/** What went wrong, in words; nothing where nothing did. */
export function RunProblemView({ run, flow }: { run: RunRecord; flow: Flow | undefined }) {
  return run.problem && <ProblemView problem={problemText(run.problem, flow)} />
}

function problemText({ code, detail, at }: NonNullable<RunRecord['problem']>, flow: Flow | undefined) {
  const known = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as ProblemCode] : { title: code, remedy: '' }
  const node = flow?.nodes.find((each) => each.id === at)
  return { title: known.title, detail: node ? `${node.name || node.kind}: ${detail}` : detail, remedy: known.remedy, code }
}
