import { resolveBySystem } from './connect/egress.ts'
import { isLocalAddress } from './connect/address.ts'
import { webhookHeaders } from './delivery/webhook-signature.ts'
import type { Engine, JobState } from './engine/contract.ts'
import type { AlertSettings } from './model/alert.ts'
import { Problem, toProblem } from './model/problem.ts'
import type { Core } from './open-core.ts'
import type { AlertMeasures } from './watch/contract.ts'
import { EndedRuns } from './watch/ended-runs.ts'
import { type OpenWatch, openWatch, type WatchParts } from './watch/watch.ts'

/** Id of the one document of settings, and owner of the secrets. */
const ALERTS = 'alerts'
const NONE: AlertSettings = { rules: [], channels: [] }
/** Blocked lanes of one flow are counted up to here. */
const MOST_COUNTED = 10_000

export interface WatchSurroundings extends Pick<WatchParts, 'leader' | 'editor' | 'clock' | 'failed'> {
  core: Pick<Core, 'store' | 'engine' | 'delivery' | 'connect' | 'listeners'>
}

/** The watch over the documents and connections of this server. */
export function openAlertWatch({ core, ...surroundings }: WatchSurroundings): OpenWatch {
  const { store, connect, listeners } = core
  const ended = new EndedRuns(() => surroundings.clock.now())
  const note = ended.note.bind(ended)
  listeners.add(note)
  const watch = openWatch({
    ...surroundings,
    measures: measuresOf(core, ended, () => surroundings.clock.now()),
    settings: async () => (await store.alerts.get(ALERTS))?.value ?? NONE,
    secrets: () => store.secrets.read(ALERTS),
    post: (url, message) => connect.post(url, message),
    sign: webhookHeaders,
    address: findAddress,
  })
  return {
    ...watch,
    stop: async () => {
      listeners.delete(note)
      await watch.stop()
    },
  }
}

function measuresOf({ engine, delivery, connect }: WatchSurroundings['core'], ended: EndedRuns, now: () => number): AlertMeasures {
  const age = (at: number | null): number | null => (at === null ? null : Math.max(0, (now() - at) / 1000))
  return {
    'error-rate': (flow) => ended.errorRate(flow),
    'oldest-waiting': async (flow) => age(flow === undefined ? (await delivery.queue()).oldestAt : await oldestOf(engine, flow)),
    'blocked-lanes': async (flow) =>
      flow === undefined ? (await delivery.queue()).blockedLanes : (await engine.list({ flow, state: 'blocked', limit: MOST_COUNTED })).length,
    'breaker-open': () => connect.health().filter(({ breaker }) => breaker !== 'closed').length,
    'queue-length': async () => (await delivery.queue()).waiting,
  }
}

const WAITING: readonly JobState[] = ['queued', 'active', 'waiting', 'blocked', 'paused']

/** When the oldest document of a flow was accepted that has not ended. */
async function oldestOf(engine: Engine, flow: string): Promise<number | null> {
  const first = (await Promise.all(WAITING.map((state) => engine.list({ flow, state, limit: 1 })))).flat()
  return first.length === 0 ? null : Math.min(...first.map(({ acceptedAt }) => acceptedAt))
}

/** An address of a mail server. One refused address refuses the name. */
async function findAddress(host: string, local: boolean): Promise<string> {
  const found = await resolveBySystem(host).catch((error: unknown) => {
    throw new Problem('target.unavailable', 'The name of the mail server cannot be resolved.', { at: 'host', cause: toProblem(error) })
  })
  if (!local && found.some(({ address }) => isLocalAddress(address)))
    throw new Problem('egress.refused', 'The mail server has an address on this machine or link.', { at: 'host' })
  if (!found[0]) throw new Problem('target.unavailable', 'The mail server has no address.', { at: 'host' })
  return found[0].address
}
