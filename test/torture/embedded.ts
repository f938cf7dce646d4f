import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PatchbayProcess, startPatchbayProcess } from '../support/patchbay-process.ts'
import { wait } from './load.ts'
import { prepareWorkspace } from './prepare.ts'
import type { TortureSystem } from './system.ts'

const DISK_MB = 512
/** What stays free on a full disk: less than a page. */
const LEFT_BYTES = 2_000

/** One server with SQLite; its data folder is a small disk of its own where this user may mount one. */
export async function startEmbedded(targetUrl: string): Promise<TortureSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-torture-'))
  const disk = mountDisk(folder)
  const port = await freePort()
  const environment = {
    PATCHBAY_DATA: join(folder, 'data'),
    PATCHBAY_PORT: String(port),
    PATCHBAY_SANDBOX: 'off',
    PATCHBAY_LOG: 'warn',
    PATCHBAY_CONNECTORS: join(import.meta.dirname, 'connectors'),
  }
  const start = (): Promise<PatchbayProcess> => startPatchbayProcess(environment)
  let server = await start()
  const restart = async (signal: NodeJS.Signals): Promise<void> => {
    await server.kill(signal)
    // A full disk may stand in the way of the start; the harness frees it before.
    freeDisk(folder)
    server = await start()
  }
  const key = await prepareWorkspace(server, targetUrl)
  const full = async (random: () => number): Promise<void> => {
    fillDisk(folder)
    await wait(500 + random() * 2_500)
    freeDisk(folder)
  }
  return {
    name: 'embedded',
    key,
    url: () => `http://127.0.0.1:${port}`,
    notes: disk ? [] : ['the disk was never full: this user may not mount one'],
    faults: [
      { name: 'kill', run: () => restart('SIGKILL') },
      { name: 'kill', run: () => restart('SIGKILL') },
      { name: 'restart', run: () => restart('SIGTERM') },
      ...(disk ? [{ name: 'disk full', run: full }] : []),
    ],
    heal: async () => freeDisk(folder),
    processes: () => [server],
    stop: async () => {
      await server.kill('SIGKILL')
      if (disk) execFileSync('umount', [folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function mountDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const ballast = (folder: string): string => join(folder, 'ballast')

function fillDisk(folder: string): void {
  const { bavail, bsize } = statfsSync(folder)
  try {
    writeFileSync(ballast(folder), Buffer.alloc(Math.max(0, bavail * bsize - LEFT_BYTES)))
  } catch {
    // The server took the rest in between: it is full.
  }
}

function freeDisk(folder: string): void {
  if (existsSync(ballast(folder))) unlinkSync(ballast(folder))
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
