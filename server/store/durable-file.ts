import { open, readFile, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Adapter } from 'lowdb'

/** Beginning and end of the name that a file has while it is written. */
export const isUnfinished = (name: string): boolean => name.startsWith('.') && name.endsWith('.tmp')

/** Makes a created, renamed or removed name durable. Windows cannot and need not. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Replaces a file as a whole: after a crash it holds the old or the new text. Durable when it resolves; mode 0600. One writer per path at a time. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`)
  const handle = await open(temporary, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, path)
  await syncFolder(dirname(path))
}

/** The text of a file, or nothing where there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** A lowdb adapter for one JSON file, pretty-printed with a newline at its end so that it reads well in a diff. Keys keep their order. */
export function durableFile<T>(path: string): Adapter<T> {
  return {
    async read() {
      const text = await readIfThere(path)
      return text === undefined ? null : (JSON.parse(text) as T)
    },
    write: (data) => writeDurably(path, `${JSON.stringify(data, null, 2)}\n`),
  }
}
