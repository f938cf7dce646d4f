import { useLocalStorage } from '@mantine/hooks'
import type { FlowSummary } from '../../../server/model/api-view.ts'
import { useEndpoint } from '../../api/use-api.tsx'

/** Where the browser remembers that a flow was opened, and that a draft was run: the server keeps neither. */
export const FLOW_OPENED = 'patchbay.flow-opened'
export const FLOW_TRIED = 'patchbay.flow-tried'

export type ChecklistStep = 'open' | 'run' | 'connect' | 'publish' | 'call'

/** Which first steps are done, told from what the server holds; `null` while that is not known yet. */
export function useChecklist(flows: FlowSummary[]): { done: ReadonlySet<ChecklistStep> | null; dismissed: boolean; dismiss: () => void } {
  const [dismissed, setDismissed] = useLocalStorage({ key: 'patchbay.checklist.dismissed', defaultValue: false, getInitialValueInEffect: false })
  const [opened] = useLocalStorage({ key: FLOW_OPENED, defaultValue: false, getInitialValueInEffect: false })
  const [tried] = useLocalStorage({ key: FLOW_TRIED, defaultValue: false, getInitialValueInEffect: false })
  const enabled = !dismissed
  const runs = useEndpoint('runs.list', { query: { limit: 1 } }, { enabled })
  const connections = useEndpoint('connections.list', undefined, { enabled })
  if (!runs.data || !connections.data) return { done: null, dismissed, dismiss: () => setDismissed(true) }
  const done = new Set<ChecklistStep>()
  const mark = (step: ChecklistStep, isDone: boolean): unknown => isDone && done.add(step)
  mark('open', opened)
  mark('run', tried)
  mark(
    'connect',
    connections.data.some((view) => !view.sandbox),
  )
  mark('publish', flows.some(isPublishedHere))
  mark('call', runs.data.length > 0)
  return { done, dismissed, dismiss: () => setDismissed(true) }
}

/** Published by somebody of this installation: the samples come as version 1, saved by "patchbay". */
function isPublishedHere({ publishedVersion, savedBy, changed }: FlowSummary): boolean {
  return publishedVersion !== null && (publishedVersion > 1 || (savedBy !== 'patchbay' && !changed))
}
