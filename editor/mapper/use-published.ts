import { useEffect, useMemo, useState } from 'react'
import type { PreviewResult } from '../../server/model/api-view.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import type { Mapping } from '../../server/model/mapping.ts'
import type { PreviewBefore } from '../document/mapping-preview.ts'
import { placeRows } from '../document/mapping-rows.ts'
import { useLatest } from '../ui/use-latest.ts'
import type { MapperSample } from './mapper-model.ts'
import type { PreviewRequest } from './use-preview.ts'

/** The mapping of the same node in the version that calls run now. */
export interface PublishedMapping {
  version: number
  mapping: Mapping
}

interface PublishedInput {
  published: PublishedMapping | undefined
  target: JsonSchema | undefined
  samples: readonly MapperSample[]
}

/** What the published mapping gives for the samples: asked once for each set of samples. Nothing until it is there, and nothing when it fails. */
export function usePublished(
  { published, target, samples }: PublishedInput,
  preview: (request: PreviewRequest) => Promise<PreviewResult>,
): (PreviewBefore & { version: number }) | undefined {
  const [state, setState] = useState<{ of: PreviewRequest; result: PreviewResult }>()
  const call = useLatest(preview)
  const request = useMemo<PreviewRequest | undefined>(
    () =>
      published && samples.length > 0
        ? { mapping: published.mapping, samples: samples.map(({ body }) => body as PreviewRequest['samples'][number]), ...(target && { target }) }
        : undefined,
    [published, samples, target],
  )
  useEffect(() => {
    if (!request) return
    let wanted = true
    call.current(request).then(
      (result) => wanted && setState({ of: request, result }),
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [request, call])
  return useMemo(
    () => (published && state && state.of === request ? { version: published.version, result: state.result, placed: placeRows(published.mapping) } : undefined),
    [published, state, request],
  )
}
