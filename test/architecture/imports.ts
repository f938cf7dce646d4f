import { builtinModules } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { MODEL_PACKAGES, ROOMS, ROOTS } from './rooms.ts'

const IMPORT = /^\s*(?:import|export)\b[^'"`]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm

/** Module names that a source text imports, statically, dynamically or for types. */
export function importsOf(source: string): string[] {
  return [...source.matchAll(IMPORT)].map((match) => (match[1] ?? match[2] ?? match[3])!)
}

const packageOf = (name: string): string => name.split('/', name.startsWith('@') ? 2 : 1).join('/')

/** The room a file stands in, its root folder for files directly in a root, or `undefined` for an unlisted folder. */
export function roomOf(file: string): string | undefined {
  const folder = dirname(file)
  if (ROOTS.includes(folder)) return folder
  return Object.keys(ROOMS).find((room) => folder === room || folder.startsWith(`${room}/`))
}

/** What is wrong with the imports of one source file; paths are relative to the repository. */
export function importViolations(file: string, source: string): string[] {
  const room = roomOf(file)
  if (room === undefined) return [`${file}: its folder is on no list`]
  return importsOf(source).flatMap((name) => (name.startsWith('.') ? localViolation(file, room, name) : packageViolation(file, room, name)))
}

function localViolation(file: string, room: string, name: string): string[] {
  const target = normalize(join(dirname(file), name)).replaceAll('\\', '/')
  if (/\.(css|svg|json)$/.test(target)) return []
  if (!/\.(ts|tsx|mjs)$/.test(target)) return [`${file}: "${name}" has no file extension`]
  const targetRoom = roomOf(target)
  if (ROOTS.includes(room) || targetRoom === room) return []
  const allowed = ROOMS[room]!.rooms
  if (allowed.includes(target) || (targetRoom !== undefined && allowed.includes(targetRoom))) return []
  return [`${file}: ${room} may not import ${target}`]
}

function packageViolation(file: string, room: string, name: string): string[] {
  const owned = packageOf(name)
  const owner = Object.entries(ROOMS).find(([, other]) => other.owns?.includes(owned))?.[0]
  if (owner !== undefined && owner !== room && !ROOTS.includes(room)) return [`${file}: only ${owner} may import ${owned}`]
  if (room !== 'server/model' || MODEL_PACKAGES.includes(owned)) return []
  const kind = name.startsWith('node:') || builtinModules.includes(name) ? 'the platform' : owned
  return [`${file}: server/model may not import ${kind}`]
}
