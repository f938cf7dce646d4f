import { useMemo } from 'react'
import { toApiProblem } from './api/api-problem.ts'
import { useEndpoint } from './api/use-api.tsx'
import { OpenFlow } from './flow-screen-open.tsx'
import { LateRows } from './ui/late.tsx'
import { Page } from './ui/page.tsx'
import { ProblemView } from './ui/problem-view.tsx'

/** The flow editor: canvas, inspector, mapper and the drawer for samples and runs. */
export function FlowScreen({ flowId }: { flowId: string; nodeId?: string | undefined }) {
  const params = useMemo(() => ({ id: flowId }), [flowId])
  const draft = useEndpoint('flows.read', { params }, { refetchOnMount: 'always', refetchOnWindowFocus: false, refetchOnReconnect: false, staleTime: Infinity })
  const catalog = useEndpoint('catalog.read', undefined, { staleTime: 60_000 })
  const connections = useEndpoint('connections.list')
  const flows = useEndpoint('flows.list')
  const failed = [draft, catalog, connections, flows].find((query) => query.isError)
  if (failed) {
    return (
      <Page>
        <ProblemView problem={toApiProblem(failed.error).document} onRetry={() => void failed.refetch()} />
      </Page>
    )
  }
  // A draft from an earlier visit may be out of date: what is edited must be what the server has now.
  if (!draft.data || !draft.isFetchedAfterMount || !catalog.data || !connections.data || !flows.data) return <LateRows />
  return <OpenFlow draft={draft.data} catalog={catalog.data} connections={connections.data} flows={flows.data} />
}
