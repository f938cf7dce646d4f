import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import type { Finding } from '../../../server/model/finding.ts'
import type { Flow } from '../../../server/model/flow.ts'
import type { ApiProblem } from '../../api/api-problem.ts'
import { useApi } from '../../api/use-api.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import classes from './flow-findings.module.css'

/** The node, where the message does not name it itself. */
function placeOf(flow: Flow, { node, message }: Pick<Finding, 'node' | 'message'>): string {
  const name = flow.nodes.find(({ id }) => id === node)?.name || node
  return name === undefined || message.includes(`"${name}"`) ? '' : `${name}: `
}

/** What is wrong with a flow, or worth a look, as the server sees it. Nothing of it stands in the way of a draft. */
export function FlowFindings({ flow }: { flow: Flow }) {
  const api = useApi()
  const { id: _id, ...looked } = flow
  const query = useQuery<Finding[], ApiProblem>({
    queryKey: ['flows.check', looked],
    queryFn: ({ signal }) => api.call('flows.check', { body: { flow }, signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  if (query.error) return <ProblemView problem={query.error.document} />
  if (!query.data) return null
  return (
    <section className={classes.findings} aria-label="Findings">
      {query.data.length === 0 && (
        <p>
          <IconCircleCheck size={14} aria-hidden /> Nothing is wrong with it.
        </p>
      )}
      <ul>
        {query.data.map(({ level, node, message }, index) => (
          <li key={index}>
            {level === 'error' ? <IconAlertTriangle size={14} aria-label="problem" /> : <IconInfoCircle size={14} aria-label="warning" />}
            <span>
              {placeOf(flow, { node, message })}
              {message}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
