import { useEffect, useMemo, useRef, useState } from 'react'
import type { PreviewResult } from '../../server/model/api-view.ts'
import type { BodyOf } from '../../server/model/endpoint.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import type { Mapping } from '../../server/model/mapping.ts'
import { type Analysis, analysisOf } from '../document/mapping-analysis.ts'
import type { MapperSample } from './mapper-model.ts'
import { useLatest } from '../ui/use-latest.ts'

export type PreviewRequest = BodyOf<'mapping.preview'>

export interface PreviewState {
  result: PreviewResult | undefined
  /** The result of the mapping as it was when the mapper was opened. */
  first: PreviewResult | undefined
  /** What the server found out about the rows of the mapping that the result is of. */
  analysis: Analysis | undefined
  /** The result is older than the mapping. */
  pending: boolean
  /** Why there is no newer result. */
  failure: string | undefined
}

/** Requests are at least this far apart; the first one after a pause goes at once. */
const APART_MS = 40

interface PreviewInput {
  mapping: Mapping
  source: JsonSchema | undefined
  target: JsonSchema | undefined
  samples: readonly MapperSample[]
}

/** Runs the mapping over all samples after each change; an answer that a newer request has overtaken is dropped. */
export function usePreview({ mapping, source, target, samples }: PreviewInput, preview: (request: PreviewRequest) => Promise<PreviewResult>): PreviewState {
  const request = useMemo<PreviewRequest>(
    () => ({ mapping, samples: samples.map(({ body }) => body as PreviewRequest['samples'][number]), ...(source && { source }), ...(target && { target }) }),
    [mapping, source, target, samples],
  )
  const [state, setState] = useState<{ request?: PreviewRequest; result?: PreviewResult; analysis?: Analysis; first?: PreviewResult; failure?: string }>({})
  const newest = useRef(request)
  const sent = useRef(-APART_MS)
  const call = useLatest(preview)
  useEffect(() => {
    newest.current = request
    const settle = (part: { result?: PreviewResult; failure?: string }): void => {
      if (newest.current !== request) return
      const fresh = part.result && { result: part.result, analysis: analysisOf(request.mapping as Mapping, part.result.rows) }
      setState((old) => ({ ...old, ...fresh, request, first: old.first ?? part.result, failure: part.failure }))
    }
    const wait = Math.max(0, sent.current + APART_MS - performance.now())
    const timer = setTimeout(() => {
      sent.current = performance.now()
      call.current(request).then(
        (result) => settle({ result }),
        (error: unknown) => settle({ failure: error instanceof Error ? error.message : 'The preview did not answer.' }),
      )
    }, wait)
    return () => clearTimeout(timer)
  }, [request, call])
  useEffect(() => () => void (newest.current = { ...newest.current }), [])
  return { result: state.result, analysis: state.analysis, first: state.first, pending: state.request !== request, failure: state.failure }
}
