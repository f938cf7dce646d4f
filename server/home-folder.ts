import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder with package.json, connectors/ and flows/; the same for the source and for the built server below dist/. */
export function findHomeFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('The folder of Patchbay, with its package.json, was not found.')
    folder = parent
  }
  return folder
}

/** The version in package.json. */
export const readVersion = (home: string): string => (JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }).version
