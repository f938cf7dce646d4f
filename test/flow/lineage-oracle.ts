import type { EdgeLink } from '../../server/flow/lineage/trace-flow.ts'
import type { Flow } from '../../server/model/flow.ts'
import { changesOf, isBelow, perturbed, type Change } from '../support/leaves.ts'
import { type Answers, type createMockedRuns, type Seen } from '../support/mocked-flows.ts'

/** A change of what a run sends out. */
interface SentChange extends Change {
  place: string
}

interface Start {
  flow: Flow
  trigger: string
  operation: string
  body: unknown
  answers: Answers
}

/**
 * Runs a flow, and again with every leaf of its request and of the answers of its calls changed or taken out, and says which changes of what it
 * sends out no link explains. Runs that fail say nothing: that a node may fail is left out of account.
 */
export async function unexplainedLinks(
  runs: Pick<ReturnType<typeof createMockedRuns>, 'run'>,
  start: Start,
  links: readonly EdgeLink[],
): Promise<{ faults: string[]; changes: number }> {
  const before = await runs.run(start)
  if (before.problem !== undefined) return { faults: [], changes: 0 }
  const faults = new Set<string>()
  let changes = 0
  for (const variant of variantsOf(start, before)) {
    const after = await runs.run(variant.start)
    if (after.problem !== undefined) continue
    for (const change of differences(before, after, `api:${start.operation}:output`)) {
      changes += 1
      if (!links.some((link) => explains(link, variant, change))) faults.add(`${change.place} ${change.path} changes with ${variant.place} ${variant.path}`)
    }
  }
  return { faults: [...faults], changes }
}

interface StartVariant {
  place: string
  path: string
  start: Start
}

function variantsOf(start: Start, seen: Seen): StartVariant[] {
  const requests = perturbed(start.body, 1).map(({ path, value }) => ({ place: `api:${start.operation}:input`, path, start: { ...start, body: value } }))
  const called = [...new Set([...seen.calls.values()].map(({ place }) => place.replace(/:input$/, '')))]
  const answers = called.flatMap((call) =>
    perturbed(start.answers[call], 1).map(({ path, value }) => ({
      place: `${call}:output`,
      path,
      start: { ...start, answers: { ...start.answers, [call]: value } },
    })),
  )
  return [...requests, ...answers]
}

function differences(before: Seen, after: Seen, answer: string): SentChange[] {
  const calls = [...new Set([...before.calls.keys(), ...after.calls.keys()])].flatMap((key) => {
    const [left, right] = [before.calls.get(key), after.calls.get(key)]
    const { place } = (left ?? right)!
    if (!left || !right) return [{ place, path: '', shape: true, after: undefined }]
    return changesOf(left.input, right.input).map((change) => ({ ...change, place }))
  })
  return [...calls, ...changesOf(before.answer, after.answer).map((change) => ({ ...change, place: answer }))]
}

function explains({ from, to, count }: EdgeLink, variant: StartVariant, change: SentChange): boolean {
  if (from.place.key !== variant.place || to.place.key !== change.place) return false
  const isTarget = isBelow(change.path, to.path) || (change.shape && isBelow(to.path, change.path))
  const isSource = isBelow(from.path, variant.path) || (!count && isBelow(variant.path, from.path))
  return isTarget && isSource
}
