import { PROBLEMS, type ProblemCode } from '../../server/model/problem.ts'
import type { Flow } from '../../server/model/flow.ts'
import type { RunRecord } from '../../server/model/run.ts'
import { durationText, sizeText } from '../ui/figures.ts'
import { ProblemView } from '../ui/problem-view.tsx'
import { useFlowNames } from './flow-names.ts'
import classes from './run-page.module.css'

/** The figures of a run and its problem in words. */
export function RunSummary({ run, flow }: { run: RunRecord; flow: Flow | undefined }) {
  const names = useFlowNames()
  const facts: [string, string][] = [
    ['Version', run.version === 0 ? 'draft (may have changed since)' : String(run.version)],
    ['Client', names.client(run.client)],
    ['Trigger', run.trigger.name],
    ['Started', new Date(run.startedAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })],
    ['Duration', run.durationMs === null ? 'still running' : durationText(run.durationMs)],
    ['In and out', `${sizeText(run.inBytes)}, ${sizeText(run.outBytes)}`],
    ['Answer', run.status === null ? 'none' : String(run.status)],
    ['Run id', run.id],
  ]
  return (
    <>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={value}>{value}</dd>
          </div>
        ))}
      </dl>
      {run.problem && <ProblemView problem={problemText(run.problem, flow)} />}
    </>
  )
}

function problemText({ code, detail, at }: NonNullable<RunRecord['problem']>, flow: Flow | undefined) {
  const known = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as ProblemCode] : { title: code, remedy: '' }
  const node = flow?.nodes.find((each) => each.id === at)
  return { title: known.title, detail: node ? `${node.name || node.kind}: ${detail}` : detail, remedy: known.remedy, code }
}
