import { IconCircleCheck } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { PROBLEMS, type ProblemCode } from '../../../server/model/problem-table.ts'
import type { ResponseOf } from '../../../server/model/endpoint.ts'
import { durationText } from '../../ui/figures.ts'
import { ProblemView } from '../../ui/problem-view.tsx'
import classes from './test-result.module.css'

/** The result of a connection test in words; comes into view when it appears. */
export function TestResult({ result }: { result: ResponseOf<'connections.test'> }) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    element.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div ref={element} className={classes.place}>
      <Outcome result={result} />
    </div>
  )
}

function Outcome({ result }: { result: ResponseOf<'connections.test'> }) {
  if (result.ok) {
    return (
      <div className={classes.good} role="status">
        <IconCircleCheck size={18} aria-hidden /> The system answered in {durationText(result.durationMs)}; address and credentials are right.
      </div>
    )
  }
  const { code = 'target.failed', detail = 'The system did not say why.', remedy = '' } = result.problem ?? {}
  const title = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as ProblemCode].title : 'The test failed'
  return <ProblemView problem={{ title, detail, remedy, code }} />
}
