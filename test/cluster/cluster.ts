import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBalancer } from '../support/balancer.ts'
import { type Cluster, startCluster, whyNoCluster } from './start-cluster.ts'

/** Ports of 127.0.0.1 where the balancer and the servers are, so that bookmarks last. */
const BALANCER_PORT = 4880
const SERVER_PORTS = [4881, 4882]

const folder = await mkdtemp(join(tmpdir(), 'patchbay-cluster-'))
// PostgreSQL may run as another user, who has to get to its folder.
await chmod(folder, 0o711)
// Where PostgreSQL, Restate and the servers make their folders.
process.env['TMPDIR'] = folder
const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true })

const reason = whyNoCluster()
const cluster = reason === undefined ? await tryStart() : undefined
if (!cluster) {
  console.error(`The cluster cannot run here: ${reason ?? 'there is no PostgreSQL, see above'}.`)
  await removeFolder()
  process.exit(1)
}
const balancer = await startBalancer(SERVER_PORTS, BALANCER_PORT)
tell(cluster, balancer.url)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())

async function tryStart(): Promise<Cluster | undefined> {
  console.log('Starting PostgreSQL, three Restate nodes and two Patchbay servers ...')
  try {
    return await startCluster({ servers: 2, restateNodes: 3, ports: SERVER_PORTS, first: { PATCHBAY_SANDBOX: 'on' } })
  } catch (error) {
    await removeFolder()
    throw error
  }
}

function tell({ servers, database, restate, setupToken }: Cluster, url: string): void {
  console.log(`Patchbay       ${url}`)
  for (const [index, server] of servers.entries()) console.log(`  server ${index + 1}     ${server.url} (process ${server.process().pid})`)
  for (const [index, node] of restate.nodes.entries()) console.log(`Restate ${index + 1}      ingress ${node.ingressUrl}, admin ${node.adminUrl}`)
  console.log(`PostgreSQL     ${database}`)
  console.log(`Data           ${folder} (removed at the end)`)
  console.log(`Create the first user at ${url}/setup?token=${setupToken}`)
  console.log('Ctrl-C ends everything.')
}

/** A second signal ends this process at once; PostgreSQL and Restate end with it. */
async function stop(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  console.log('Ending ...')
  await balancer.close()
  await Promise.all(cluster!.servers.map((server) => server.kill('SIGTERM')))
  await cluster!.stop()
  await removeFolder()
  process.exit(0)
}
