import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importsOf, importViolations, roomOf } from './imports.ts'
import { ROOMS, TOP_LEVEL } from './rooms.ts'

const root = join(import.meta.dirname, '../..')

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return sources(path)
    return /\.(ts|tsx)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

const files = [...sources('server'), ...sources('editor')]

test('every room imports only what it may', () => {
  expect(files.length).toBeGreaterThan(100)
  expect(files.filter((file) => !file.endsWith('vite.config.ts')).flatMap((file) => importViolations(file, readFileSync(join(root, file), 'utf8')))).toEqual([])
})

test('every listed room exists', () => {
  const seen = new Set(files.map(roomOf))
  expect(Object.keys(ROOMS).filter((room) => !seen.has(room))).toEqual([])
})

test('every folder at the top of the repository is on the list', () => {
  const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split('\n')
  const folders = new Set(tracked.filter((path) => path.includes('/')).map((path) => path.split('/')[0]!))
  expect([...folders].filter((folder) => !TOP_LEVEL.includes(folder))).toEqual([])
})

test.each([
  ['server/model/x.ts', "import { x } from '../store/contract.ts'", 'server/model may not import server/store/contract.ts'],
  ['server/model/x.ts', "import { readFileSync } from 'node:fs'", 'server/model may not import the platform'],
  ['server/flow/x.ts', "import { map } from '../nodes/map.ts'", 'server/flow may not import server/nodes/map.ts'],
  ['server/hub/x.ts', "import type { Request } from 'express'", 'only server/http may import express'],
  ['server/nodes/x.ts', "import jsonata from 'jsonata'", 'only server/expression may import jsonata'],
  ['editor/canvas/x.tsx', "import { Mapper } from '../mapper/mapper.tsx'", 'editor/canvas may not import editor/mapper/mapper.tsx'],
  ['editor/pages/x.tsx', "const later = import('../../server/hub/clients.ts')", 'editor/pages may not import server/hub/clients.ts'],
  ['server/model/x.ts', "export * from './money'", '"./money" has no file extension'],
  ['server/extra/x.ts', '', 'its folder is on no list'],
])('the rules see %s: %s', (file, source, message) => {
  expect(importViolations(file, source)).toEqual([`${file}: ${message}`])
})

test('imports over several lines and for side effects are seen', () => {
  expect(importsOf("import {\n  a,\n  b,\n} from './x.ts'\nimport './y.ts'\nimport type { T } from 'z'")).toEqual(['./x.ts', './y.ts', 'z'])
})

const lint = (path: string) =>
  spawnSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), '--deny-warnings', '-c', join(root, '.oxlintrc.json'), path], {
    cwd: root,
    encoding: 'utf8',
  })

test('the linter finds nothing', () => {
  const result = lint('.')
  expect(result.stdout + result.stderr).toMatch(/Found 0 warnings and 0 errors/)
  expect(result.status).toBe(0)
})

test.each(['.', 'editor', 'test'])('the types of %s hold', { timeout: 120_000 }, (project) => {
  const result = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project, '--noEmit', '--incremental', 'false'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(result.stdout).toBe('')
  expect(result.status).toBe(0)
})

test('no file, export or package is unused', () => {
  const result = spawnSync(process.execPath, [join(root, 'node_modules/knip/bin/knip.js')], { cwd: root, encoding: 'utf8' })
  expect(result.stdout).toBe('')
  expect(result.status).toBe(0)
})

test.each([
  ['too-long-a-file.ts', Array.from({ length: 251 }, (_, i) => `export const a${i} = ${i}`).join('\n'), 'max-lines'],
  ['long-function.ts', `export function f(x: number): number {\n${'  x += 1\n'.repeat(41)}  return x\n}`, 'max-lines-per-function'],
  ['many-parameters.ts', 'export const f = (a: number, b: number, c: number, d: number): number => a + b + c + d', 'max-params'],
  ['loose.ts', 'export const f = (a: any): unknown => a', 'no-explicit-any'],
  ['default.ts', 'export default 1', 'no-default-export'],
  ['camelCase.ts', 'export const a = 1', 'filename-case'],
])('the linter refuses %s', (name, text, rule) => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-lint-'))
  try {
    writeFileSync(join(folder, name), text)
    const result = lint(join(folder, name))
    expect(result.stdout).toContain(rule)
    expect(result.status).not.toBe(0)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('no barrels, enums, namespaces, decorators or classes named after a pattern', () => {
  const offenders = files.filter((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return (
      /^export \* from|^\s*(export )?(const )?enum \w|^\s*(export )?namespace \w|^\s*@\w+(\(|\s*$)|class \w+(Service|Manager|Helper)\b/m.test(text) ||
      /\/(index|utils|helpers)\.tsx?$/.test(file)
    )
  })
  expect(offenders).toEqual([])
})

test('the lock file holds no download addresses', () => {
  expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved"/)
})
