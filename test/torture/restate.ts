import { join } from 'node:path'
import { type ClusterServer, startCluster, whyNoCluster } from '../cluster/start-cluster.ts'
import { wait } from './load.ts'
import { prepareWorkspace } from './prepare.ts'
import { pick } from './random.ts'
import type { TortureSystem } from './system.ts'

/** Two servers, PostgreSQL and three Restate nodes. Throws where they cannot run here. */
export async function startRestateSystem(targetUrl: string): Promise<TortureSystem> {
  const settings = { PATCHBAY_CONNECTORS: join(import.meta.dirname, 'connectors') }
  const reason = whyNoCluster()
  const cluster = reason === undefined ? await startCluster({ servers: 2, restateNodes: 3, settings }) : undefined
  if (!cluster) throw new Error(`The cluster cannot run here: ${reason ?? 'there is no PostgreSQL'}.`)
  const { servers, postgres, restate } = cluster
  const key = await prepareWorkspace({ url: servers[0]!.url, setupToken: cluster.setupToken }, targetUrl)
  // The others hear of the key a moment later.
  await wait(1_000)
  const restart = (signal: NodeJS.Signals) => async (random: () => number) => {
    const server = pick(servers, random)
    await server.kill(signal)
    await server.start()
  }
  const killNode = async (random: () => number): Promise<void> => {
    const node = pick(restate.nodes, random)
    await node.kill()
    await node.restart()
  }
  return {
    name: 'restate',
    key,
    url: nextOf(servers),
    notes: process.env['PATCHBAY_TEST_POSTGRES'] ? ['PostgreSQL was never restarted: it is not ours'] : [],
    faults: [
      { name: 'kill', run: restart('SIGKILL') },
      { name: 'kill', run: restart('SIGKILL') },
      { name: 'restart', run: restart('SIGTERM') },
      { name: 'kill Restate node', run: killNode },
      ...(process.env['PATCHBAY_TEST_POSTGRES']
        ? []
        : [
            { name: 'restart PostgreSQL', run: () => postgres.restart() },
            { name: 'crash PostgreSQL', run: () => postgres.restart('crash') },
          ]),
    ],
    heal: async () => undefined,
    processes: () => servers.map((server) => server.process()),
    stop: () => cluster.stop(),
  }
}

/** One after the other, as a balancer does; one that is gone is left with the next try. */
function nextOf(servers: readonly ClusterServer[]): () => string {
  let next = 0
  return () => servers[(next += 1) % servers.length]!.url
}
