import type { Flow, FlowVersion } from '../model/flow.ts'
import type { Store } from '../store/contract.ts'

/** The newest version of every flow that was published. One without a draft is being deleted. */
export async function readNewest({ versions, flows }: Pick<Store, 'versions' | 'flows'>): Promise<Map<string, FlowVersion>> {
  const all = await versions.list()
  const drafts = new Set((await flows.list()).map(({ id }) => id))
  const newest = new Map<string, FlowVersion>()
  for (const { value } of all) {
    const { id } = value.flow
    if (drafts.has(id) && value.version > (newest.get(id)?.version ?? 0)) newest.set(id, value)
  }
  return newest
}

/** Makes versions live. One may need what another one gives up, such as the path of a webhook, so those that can't be are tried again after the others. */
export function loadVersions(
  versions: readonly FlowVersion[],
  load: (version: number, flow: Flow) => void,
  failed: (flow: string, problem: unknown) => void,
): void {
  const problems = new Map<FlowVersion, unknown>()
  for (const version of versions) {
    try {
      load(version.version, version.flow)
    } catch (error) {
      problems.set(version, error)
    }
  }
  if (problems.size > 0 && problems.size < versions.length) return loadVersions([...problems.keys()], load, failed)
  for (const [{ flow }, problem] of problems) failed(flow.id, problem)
}
