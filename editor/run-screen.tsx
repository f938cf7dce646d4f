import { lazy, Suspense, useMemo } from 'react'
import type { Flow } from '../server/model/flow.ts'
import type { RunDetail, RunRecord } from '../server/model/run.ts'
import { useEndpoint } from './api/use-api.tsx'
import { RunPage, useChosenStep, useRun } from './runs/run-page.tsx'

const FlowView = lazy(async () => ({ default: (await import('./canvas/flow-view.tsx')).FlowView }))

/** A run with its path drawn on the flow in the version that ran. */
export function RunScreen({ id }: { id: string }) {
  const detail = useRun(id)
  const flow = useFlowOfRun(detail.data?.run)
  const picture = flow && detail.data && <RunPicture flow={flow} detail={detail.data} />
  return <RunPage id={id} flow={flow} detail={detail} picture={picture} />
}

/** The canvas and the list of steps show the same choice. */
function RunPicture({ flow, detail }: { flow: Flow; detail: RunDetail }) {
  const catalog = useEndpoint('catalog.read', undefined, { staleTime: 60_000 })
  const specs = useMemo(() => new Map(catalog.data?.kinds.map((spec) => [spec.kind, spec])), [catalog.data])
  const [chosen, choose] = useChosenStep()
  const selected = detail.steps.find((step) => step.seq === chosen)?.node
  const select = (node: string | undefined): void => {
    if (node === selected) return
    choose(detail.steps.find((step) => step.node === node)?.seq ?? null)
  }
  if (!catalog.data) return null
  return (
    <Suspense>
      <FlowView flow={flow} specs={specs} steps={detail.steps} selected={selected} onSelect={select} />
    </Suspense>
  )
}

function useFlowOfRun(run: RunRecord | undefined): Flow | undefined {
  const params = { id: run?.flow ?? '' }
  const draft = useEndpoint('flows.read', { params }, { enabled: run?.version === 0 })
  const version = useEndpoint(
    'versions.read',
    { params: { ...params, version: String(run?.version ?? 0) } },
    { enabled: run !== undefined && run.version > 0, staleTime: Infinity },
  )
  return run?.version === 0 ? draft.data?.flow : version.data?.flow
}
