import { rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'libsql'
import { Problem } from '../model/problem.ts'
import { readIfThere } from './durable-file.ts'

/**
 * Takes the data folder for this process and gives back what lets go of it. The lock is that of an SQLite file: the operating system ends it with the process, so that
 * a crash leaves none behind, and a process id that is in use again means nothing. The process id beside it is for the message only. Throws `storage.failed`.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const pidFile = join(folder, 'server.pid')
  const lock = new Sqlite(join(folder, 'server.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    const pid = (await readIfThere(pidFile))?.trim() || 'unknown'
    throw new Problem('storage.failed', `The data folder ${folder} is in use by process ${pid}. Stop that one, or choose another folder.`, { cause })
  }
  await writeFile(pidFile, `${process.pid}\n`, { mode: 0o600 })
  return () => {
    rmSync(pidFile, { force: true })
    lock.exec('ROLLBACK')
    lock.close()
  }
}
