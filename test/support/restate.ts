import { spawn } from 'node:child_process'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { encodeBase58 } from './base58.ts'
import { freePorts } from './free-ports.ts'

/** One node of a Restate cluster. */
export interface RestateNode {
  ingressUrl: string
  adminUrl: string
  /** SIGKILL: it cannot clean up. Resolves when it has ended. */
  kill(): Promise<void>
  /** Starts it again after `kill`, with its data; resolves when it answers. */
  restart(): Promise<void>
}

export interface TestRestate {
  nodes: readonly RestateNode[]
  /** What its requests to services are signed for, in the form that the SDK takes. */
  identityKey: string
  /** Data and log of each node. */
  folder: string
  /** Ends the nodes and removes their data and logs. */
  stop(): Promise<void>
}

export interface TestRestateOptions {
  /** Three: metadata on all of them, log and partitions on two each. */
  nodes: 1 | 3
  /** How often finished invocations are removed, such as `10s`. Default `1h`, as the server has it. */
  cleanupInterval?: string
}

/** Why the Restate server cannot run here; undefined where it can. The npm package has it for Linux and macOS. */
export const whyNoRestate = (): string | undefined =>
  findBinary() ? undefined : `@restatedev/restate-server has no binary for ${process.platform}-${process.arch}`

function findBinary(): string | undefined {
  try {
    const main = import.meta.resolve('@restatedev/restate-server/package.json')
    return createRequire(main).resolve(`@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`)
  } catch {
    return undefined
  }
}

/** Starts Restate nodes on free ports of 127.0.0.1, with their data in a temporary folder; resolves when all answer. They are ended with this process at the latest. */
export async function startRestate({ nodes: count, cleanupInterval = '1h' }: TestRestateOptions): Promise<TestRestate> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-restate-'))
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const keyFile = join(folder, 'identity.pem')
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const ports = await freePorts(3 * count)
  const peers = ports.slice(0, count).map((port) => `http://127.0.0.1:${port}/`)
  const nodes = await Promise.all(
    peers.map((address, index) => {
      const [ingress, admin] = ports.slice(count + 2 * index) as [number, number]
      return startNode({ folder: join(folder, `n${index + 1}`), address, peers, ingress, admin, first: index === 0, keyFile, cleanupInterval })
    }),
  )
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.kill()))
    await rm(folder, { recursive: true, force: true })
  }
  return { nodes, identityKey: toIdentityKey(publicKey), folder, stop }
}

interface NodePlan {
  folder: string
  address: string
  peers: readonly string[]
  ingress: number
  admin: number
  /** The one that makes the cluster. */
  first: boolean
  keyFile: string
  cleanupInterval: string
}

async function startNode(plan: NodePlan): Promise<RestateNode> {
  await mkdir(plan.folder)
  await writeFile(join(plan.folder, 'restate.toml'), settingsOf(plan))
  const ingressUrl = `http://127.0.0.1:${plan.ingress}`
  const adminUrl = `http://127.0.0.1:${plan.admin}`
  const run = async (): Promise<() => Promise<void>> => {
    const node = spawnNode(plan.folder)
    await Promise.race([Promise.all([answers(`${ingressUrl}/restate/health`), answers(`${adminUrl}/health`)]), node.failed])
    return node.kill
  }
  let kill = await run()
  return {
    ingressUrl,
    adminUrl,
    kill: () => kill(),
    restart: async () => {
      kill = await run()
    },
  }
}

function spawnNode(folder: string) {
  const log = openSync(join(folder, 'restate.log'), 'a')
  const child = spawn(findBinary()!, ['--config-file', join(folder, 'restate.toml'), '--no-logo'], { cwd: folder, stdio: ['ignore', log, log] })
  const endNow = (): void => void child.kill('SIGKILL')
  process.once('exit', endNow)
  const closed = once(child, 'close').finally(() => process.off('exit', endNow))
  const failed = closed.then(() => Promise.reject(new Error(`A Restate node has ended, see ${join(folder, 'restate.log')}.`)))
  failed.catch(() => undefined)
  const kill = async (): Promise<void> => {
    endNow()
    await closed
  }
  return { kill, failed }
}

/** Less memory and fewer partitions than the server would take, and no signals to its makers; what concerns durability is as the server has it. */
const settingsOf = ({ folder, address, peers, ingress, admin, first, keyFile, cleanupInterval }: NodePlan): string => `
cluster-name = "patchbay"
node-name = "${folder.slice(dirname(folder).length + 1)}"
base-dir = "${join(folder, 'data')}"
auto-provision = ${first}
listen-mode = "tcp"
bind-address = "${new URL(address).host}"
advertised-address = "${address}"
default-num-partitions = 4
default-replication = ${peers.length === 1 ? 1 : 2}
rocksdb-total-memory-size = "256 MB"
disable-telemetry = true
log-disable-ansi-codes = true
log-format = "compact"
[metadata-client]
addresses = ${JSON.stringify(peers)}
[ingress]
bind-address = "127.0.0.1:${ingress}"
[admin]
bind-address = "127.0.0.1:${admin}"
disable-web-ui = true
[worker]
cleanup-interval = "${cleanupInterval}"
[worker.invoker]
request-identity-private-key-pem-file = "${keyFile}"
`

/** Resolves when the address answers well. */
async function answers(url: string): Promise<void> {
  for (const until = Date.now() + 60_000; ;) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok) return
    if (Date.now() > until) throw new Error(`${url} does not answer.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The key itself is the last 32 bytes of its DER form (RFC 8410). */
const toIdentityKey = (key: KeyObject): string => `publickeyv1_${encodeBase58(key.export({ type: 'spki', format: 'der' }).subarray(-32))}`
