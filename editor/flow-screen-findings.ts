import { useEffect, useState } from 'react'
import type { Finding } from '../server/model/finding.ts'
import type { Flow } from '../server/model/flow.ts'
import { useApi } from './api/use-api.tsx'

/** Time between a change and its check, in milliseconds. */
const QUIET_MS = 400

/** What the server finds wrong with the flow as it is now; the last answer stays until the next one. */
export function useFindings(flow: Flow): readonly Finding[] {
  const api = useApi()
  const [findings, setFindings] = useState<readonly Finding[]>([])
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(() => {
      // A check that fails leaves the last findings: the state of saving already tells that the server is away.
      api.call('flows.check', { body: { flow }, signal: stop.signal }).then(setFindings, () => undefined)
    }, QUIET_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [api, flow])
  return findings
}
