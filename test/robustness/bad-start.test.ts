import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { marksIn } from '../support/marks.ts'
import { startPatchbayProcess } from '../support/patchbay-process.ts'
import { BAD_TARGET_CONNECTOR } from './bad-target.ts'
import { MARK } from './workbench.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-start-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const MAIN = join(import.meta.dirname, '../../dist/server/main.js')
const settings = () => ({ PATCHBAY_DATA: join(folder, 'data'), PATCHBAY_SANDBOX: 'off', PATCHBAY_LOG: 'trace' })

/** Writes files below the temporary folder, by path. */
function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** Starts a server that is expected to end by itself. */
async function startInVain(env: Record<string, string>): Promise<{ code: number | null; printed: string }> {
  const child = spawn(process.execPath, [MAIN], { env: { ...process.env, PATCHBAY_PORT: '0', ...settings(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const limit = setTimeout(() => child.kill('SIGKILL'), 15_000)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(limit)
  return { code, printed }
}

const CONNECTOR = 'connectors/bad-target/connector.json'
const connector = (change: Record<string, unknown>): string => JSON.stringify({ ...BAD_TARGET_CONNECTOR, ...change })

const STARTS: [title: string, files: Record<string, string>, env: Record<string, string>, ...said: string[]][] = [
  ['a connector that is no JSON', { [CONNECTOR]: '{"id": ' }, {}, CONNECTOR, 'is no valid JSON'],
  ['a connector with a wrong field', { [CONNECTOR]: connector({ auth: [] }) }, {}, CONNECTOR, 'auth: '],
  ['a connector with an unknown field', { [CONNECTOR]: connector({ colour: 'red' }) }, {}, CONNECTOR, 'colour'],
  ['a connector of another name than its folder', { [CONNECTOR]: connector({ id: 'other' }) }, {}, CONNECTOR, 'must be the name of its folder'],
  ['a connector whose ping is no operation', { [CONNECTOR]: connector({ ping: 'hello' }) }, {}, CONNECTOR, 'there is no operation "hello"'],
  ['a folder without a connector', { 'connectors/bad-target/readme.txt': '' }, {}, CONNECTOR, 'cannot be read'],
  ['a folder of connectors that is not there', {}, {}, 'connectors', 'cannot be read'],
  ['a folder of connectors that is a file', { connectors: '' }, {}, 'connectors', 'cannot be read'],
  ['settings that are wrong', { [CONNECTOR]: connector({}) }, { PATCHBAY_BODY_LIMIT: 'much' }, 'PATCHBAY_BODY_LIMIT must be a number'],
  ['a damaged database', { [CONNECTOR]: connector({}), 'data/runs.sqlite': MARK.repeat(1000) }, {}, 'runs.sqlite cannot be opened'],
  ['a damaged database of jobs', { [CONNECTOR]: connector({}), 'data/jobs.sqlite': MARK.repeat(1000) }, {}, 'jobs.sqlite'],
  ['a damaged key', { [CONNECTOR]: connector({}), 'data/workspace.key': MARK }, {}, 'workspace.key'],
  ['a damaged lock', { [CONNECTOR]: connector({}), 'data/server.lock': MARK.repeat(1000) }, {}, 'data'],
  ['a data folder that is a file', { [CONNECTOR]: connector({}), data: '' }, {}, 'data cannot be made (EEXIST)'],
]

test.each(STARTS)('%s: a plain message and an exit code', async (...[, files, env, ...said]) => {
  write(files)
  const { code, printed } = await startInVain({ PATCHBAY_CONNECTORS: join(folder, 'connectors'), ...env })
  expect([code, printed]).toEqual([1, expect.stringMatching(/^Patchbay cannot start: /)])
  for (const part of said) expect(printed).toContain(part)
  expect(printed).not.toMatch(/\n\s+at /)
  expect(printed).not.toContain(MARK)
  expect(printed.trim().split('\n')).toHaveLength(1)
})

const STORED = { revision: 1, value: { id: 'shop', name: 'Shop', bindings: {}, [`${MARK}@example.test`]: MARK } }

const DOCUMENTS: [title: string, path: string, text: string][] = [
  ['a flow that is no JSON', 'flows/shop.json', `{"revision": 1, "value": "${MARK}`],
  ['an empty flow', 'flows/shop.json', ''],
  ['a flow with wrong fields', 'flows/shop.json', JSON.stringify({ revision: MARK, value: { flow: MARK } })],
  ['a version with wrong fields', 'versions/shop@1.json', JSON.stringify({ revision: 1, value: { version: MARK } })],
  ['a client with an unknown field', 'clients/shop.json', JSON.stringify(STORED)],
  ['a connection with another id than its file', 'connections/shop.json', JSON.stringify({ revision: 1, value: connection('other') })],
  ['a connection to no address', 'connections/shop.json', JSON.stringify({ revision: 1, value: { ...connection('shop'), baseUrl: MARK } })],
]

function connection(id: string) {
  return { id, client: 'demo', name: 'Shop', connector: 'http', system: 'shop', baseUrl: 'http://shop.example', auth: 'none', settings: {}, local: false }
}

test.each(DOCUMENTS)('%s is set aside, and the server starts', async (_title, path, text) => {
  const first = await startPatchbayProcess(settings())
  await first.stop()
  write({ [`data/${path}`]: text })
  const patchbay = await startPatchbayProcess(settings())
  try {
    expect((await fetch(`${patchbay.url}/health/ready`)).status).toBe(200)
    const name = path.slice(path.indexOf('/') + 1)
    expect(readdirSync(dirname(join(folder, 'data', path))).filter((file) => file.startsWith(name))).toEqual([`${name}.broken-1`])
    const line = patchbay.output().split('\n').find((each) => each.includes('set aside')) // prettier-ignore
    expect(JSON.parse(line!)).toMatchObject({ level: 50, file: join(folder, 'data', path), movedTo: `${name}.broken-1`, reason: expect.stringMatching(/.{5}/) })
    expect(marksIn(Buffer.from(patchbay.output()), [MARK])).toEqual([])
  } finally {
    await patchbay.stop()
  }
})
