import { readdirSync } from 'node:fs'
import type { Api } from '../../editor/api/api.ts'
import { marksBelow, marksIn } from '../support/marks.ts'
import type { CanaryWorld } from './canary-world.ts'

/** What the admin API tells somebody who may see all but bodies, the metrics, and what the caller is told of these runs. */
export async function everyAnswer({ api, server, status }: CanaryWorld, runs: readonly string[]): Promise<string> {
  const listed = await api.call('runs.list', { query: { limit: 500 } })
  const details = await Promise.all(listed.map(({ id }) => api.call('runs.read', { params: { id } })))
  const plan = await api.call('runs.plan', { body: { criteria: {} } })
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  const own = await Promise.all(runs.map(status))
  return JSON.stringify([listed, details, plan, await lists(api), await flows(api), own, metrics])
}

function lists(api: Api): Promise<unknown[]> {
  const ids = ['runs.groups', 'lanes.list', 'bulk.list', 'pauses.list', 'connections.health', 'status.read', 'alerts.read', 'alerts.status'] as const
  const more = ['clients.list', 'connections.list', 'users.list', 'lineage.fields'] as const
  return Promise.all([
    api.call('audit.list', { query: { limit: 500 } }),
    ...ids.map((id) => api.call(id as 'status.read')),
    ...more.map((id) => api.call(id as 'status.read')),
  ])
}

async function flows(api: Api): Promise<unknown[]> {
  const all = await api.call('flows.list')
  return Promise.all(all.flatMap(({ id }) => [api.call('flows.read', { params: { id } }), api.call('flows.fills', { params: { id } })]))
}

/** Every mark that stands anywhere it must not: in files, in what was printed, in events, callbacks, alerts and in these answers. */
export function leaks(world: CanaryWorld, stems: readonly string[], answers = ''): string[] {
  const said = {
    printed: world.printed(),
    events: world.events.join('\n'),
    told: [...world.target.told, ...world.mails.map(({ text }) => text)].join('\n'),
    answers,
  }
  const spoken = Object.entries(said).flatMap(([place, text]) => marksIn(Buffer.from(text), stems).map((hit) => `${place}: ${hit}`))
  return [...marksBelow(world.dataDir, stems), ...spoken]
}

/** Files that Node or the system write of a crash, where they are asked to. */
export const crashFiles = (folders: readonly string[]): string[] =>
  folders
    .flatMap((folder) => readdirSync(folder))
    .filter((name) => /^(core(\.\d+)?|report\..*\.json|.*\.heapsnapshot|.*\.heapprofile|.*\.cpuprofile)$/.test(name))
