import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { runPatchbay, type Terminal } from '../../server/cli/patchbay.ts'
import { Flow } from '../../server/model/flow.ts'

const root = join(import.meta.dirname, '../..')
let folder = tmpdir()
// What follows finds the server built.
beforeAll(() => spawnPatchbay(['--version']))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  code: number | null
  out: string
  err: string
}

/** Runs the command line as a user would. */
function spawnPatchbay(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'patchbay.mjs'), ...args], { cwd: folder, env: { ...process.env, ...env } })
  const ended: Ended = { code: null, out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => void (ended.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => void (ended.err += chunk.toString()))
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...ended, code })))
}

/** The same in this process. */
async function patchbay(args: readonly string[], more: Partial<Terminal> = {}): Promise<Ended> {
  const ended: Ended = { code: null, out: '', err: '' }
  const out = (text: string): void => void (ended.out += text)
  const err = (text: string): void => void (ended.err += text)
  const code = await runPatchbay(args, { out, err, colours: false, home: root, version: '1.2.3', connectors: [], ...more })
  return { ...ended, code }
}

const write = (name: string, value: unknown): void => writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value))

const greet = (name = '$.name'): Flow =>
  Flow.parse({
    id: 'greet',
    name: 'Greetings',
    client: 'demo',
    nodes: [
      { id: 'in', kind: 'webhook', name: '', config: { method: 'POST', path: 'greet' }, position: { x: 0, y: 0 } },
      { id: 'who', kind: 'route', name: '', config: { routes: [{ id: 'known', title: 'known', when: '$exists(name)' }] }, position: { x: 0, y: 0 } },
      { id: 'hello', kind: 'respond', name: '', config: { body: `{ "hello": ${name} }` }, position: { x: 0, y: 0 } },
      { id: 'nobody', kind: 'raise', name: '', config: { code: 'flow.raised', detail: 'Say <who> & "what".' }, position: { x: 0, y: 0 } },
    ],
    wires: [
      { id: 'w1', from: { node: 'in', port: 'out' }, to: 'who' },
      { id: 'w2', from: { node: 'who', port: 'known' }, to: 'hello' },
      { id: 'w3', from: { node: 'who', port: 'else' }, to: 'nobody' },
    ],
  })

const anna = { id: 'anna', name: 'Anna & <co>', body: { name: 'Anna' }, expect: { status: 200, body: { hello: 'Anna' } } }

function writeGreetings(flow: Flow, cases: unknown[]): void {
  const { cases: _, ...rest } = flow
  write('greet.json', rest)
  write('greet.cases.json', { cases })
}

test('the flows that ship pass, without colours where nobody looks', async () => {
  const { code, out, err } = await spawnPatchbay(['test', join(root, 'flows')])
  expect(err).toBe('')
  expect(out).toMatch(/^customers {2}Customers in the sandbox CRM\n {2}pass search-by-mail {2}/)
  expect(out).toMatch(/ {2}coverage: (\d+) of \1 mapping rows, (\d+) of \2 branches\n\n\d+ flows, \d+ cases, \d+ passed, 0 failed\n$/)
  expect(out).not.toContain('\u001B')
  expect(code).toBe(0)
})

test('a case that fails shows place, path and both values, and what no case takes', async () => {
  writeGreetings(greet('$uppercase(name)'), [anna, { ...anna, id: 'nobody', body: {} }])
  const { code, out } = await spawnPatchbay(['test', '.'])
  expect(code).toBe(1)
  expect(out.replaceAll(/\(\d+ ms\)/g, '(ms)')).toBe(
    [
      'greet  Greetings',
      '  FAIL anna  Anna & <co> (ms)',
      '       answer at hello',
      '         - "Anna"',
      '         + "ANNA"',
      '  FAIL nobody  Anna & <co> (ms)',
      '       ended with flow.raised at nobody: Say <who> & "what".',
      '       status',
      '         - 200',
      '         + 422',
      '  coverage: 0 of 0 mapping rows, 2 of 2 branches',
      '',
      '1 flow, 2 cases, 0 passed, 2 failed',
      '',
    ].join('\n'),
  )
})

test('a branch that no case takes is named', async () => {
  writeGreetings(greet(), [anna])
  const { code, out } = await patchbay(['test', folder])
  expect(out).toContain('  coverage: 0 of 0 mapping rows, 1 of 2 branches\n    never taken:  who, port else\n')
  expect(code).toBe(0)
})

test('an error of the flow fails it too, and a connection may be another connector', async () => {
  const flow = greet()
  const call = { id: 'crm', kind: 'call', name: '', config: { connection: 'crm', operation: 'contacts.get' }, position: { x: 0, y: 0 } }
  writeGreetings({ ...flow, nodes: [...flow.nodes, call] }, [anna])
  const unknown = await patchbay(['test', folder])
  expect(unknown.code).toBe(1)
  expect(unknown.out).toMatch(/ERROR crm\.operation: .*does not exist/)
  expect(unknown.out).toContain('--connection <id>=<connector>')
  expect(unknown.out).toContain('1 flow, 1 case, 1 passed, 0 failed, 1 error in flows')
  expect((await patchbay(['test', folder, '--connection', 'crm=sandbox-crm'])).code).toBe(0)
})

test('a JUnit report is written beside what is printed', async () => {
  writeGreetings(greet('$uppercase(name)'), [anna])
  const { code, out } = await patchbay(['test', folder, '--junit', join(folder, 'report.xml')])
  expect(code).toBe(1)
  expect(out).toContain('FAIL anna')
  expect(readFileSync(join(folder, 'report.xml'), 'utf8')).toMatch(/<testsuites name="patchbay" tests="2" failures="1"/)
})

test('every file that cannot be used is told, with place, reason and remedy', async () => {
  write('broken.json', '{\n  "id": "broken",\n}')
  write('wrong.json', { id: 'wrong', name: '', client: 'demo', nodes: [], wires: [], colour: 'red' })
  writeGreetings(greet(), [anna, anna])
  write('greeting.json', { ...greet(), cases: [] })
  write('lost.cases.json', { cases: [] })
  mkdirSync(join(folder, 'folder.json'))
  write('deep.json', `${'['.repeat(100)}${']'.repeat(100)}`)
  const { code, out, err } = await patchbay(['test', folder])
  expect(code).toBe(2)
  expect(out).toBe('')
  const at = (name: string): string => join(folder, name)
  expect(err).toContain(`${at('broken.json')}: line 3, column 1: is not JSON here\n  Correct the text`)
  expect(err).toMatch(/wrong\.json: name: .+\n/)
  expect(err).toContain(`${at('wrong.json')}: colour: is not a known field`)
  expect(err).toContain(`${at('greet.cases.json')}: cases[1].id: "anna" is the id of another case too\n  Give each case an id of its own.`)
  expect(err).toContain(`${at('greeting.json')}: id: is not the name of the file\n  Write "greeting", or rename the file.`)
  expect(err).toContain(`${at('lost.cases.json')}: has no flow beside it`)
  expect(err).toContain(`${at('folder.json')}: cannot be read (EISDIR)`)
  expect(err).toContain(`${at('deep.json')}: The JSON is nested deeper than 64 levels.`)
})

test.each([
  [[], 'A command is missing.'],
  [['deploy'], 'There is no command "deploy".'],
  [['test'], 'The folder with the flows is missing.'],
  [['test', 'a', 'b'], 'One folder can be tested at a time.'],
  [['test', '.', '--fast'], "Unknown option '--fast'"],
  [['test', '.', '--connection', 'crm'], '--connection wants <id>=<connector>.'],
])('wrong usage %j is told with the right one', async (args, reason) => {
  const { code, err } = await patchbay(args)
  expect(code).toBe(2)
  expect(err).toContain(`patchbay: ${reason}`)
  expect(err).toContain('Usage: patchbay test <folder>')
})

test('names that stand for nothing are wrong usage', async () => {
  expect(await spawnPatchbay(['test', 'nowhere'])).toMatchObject({
    code: 2,
    err: 'patchbay: nowhere: cannot be read (ENOENT)\n  Name a folder that holds flows.\n',
  })
  expect(await patchbay(['test', folder])).toMatchObject({ code: 2, err: expect.stringContaining('holds no flows') })
  writeGreetings(greet(), [anna])
  expect(await patchbay(['test', folder, '--only', 'greets'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('there is no flow "greets"\n  There are: greet.'),
  })
  expect(await patchbay(['test', folder, '--connection', 'crm=none'])).toMatchObject({ code: 2, err: expect.stringContaining('there is no connector "none"') })
  expect(await patchbay(['test', folder, '--junit', join(folder, 'no/where.xml')])).toMatchObject({
    code: 2,
    err: expect.stringContaining('cannot be written (ENOENT)'),
  })
  expect(await patchbay(['test', folder], { connectors: ['gone'] })).toMatchObject({ code: 2, err: expect.stringContaining('cannot be read (ENOENT)') })
})

test('only the named flow is tested, with connectors of other folders', async () => {
  cpSync(join(root, 'flows'), folder, { recursive: true })
  writeGreetings(greet(), [anna])
  cpSync(join(root, 'connectors/http'), join(folder, 'mine/http'), { recursive: true })
  const { code, out } = await spawnPatchbay(['test', '.', '--only', 'greet'], { PATCHBAY_CONNECTORS: 'mine' })
  expect(out).toMatch(/^greet {2}Greetings\n/)
  expect(out).toContain('1 flow, 1 case, 1 passed')
  expect(code).toBe(0)
})

test('help and version are shown', async () => {
  expect(await patchbay(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--junit <file>'), err: '' })
  expect(await patchbay(['-v'])).toMatchObject({ code: 0, out: '1.2.3\n' })
  expect(await spawnPatchbay(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
})

test('colours are for those who look', async () => {
  writeGreetings(greet(), [anna])
  expect((await patchbay(['test', folder], { colours: true })).out).toContain('\u001B[32mpass\u001B[0m anna')
})

test('a reader that leaves early is no failure of the program', async () => {
  const child = spawn(process.execPath, [join(root, 'patchbay.mjs'), 'test', join(root, 'flows')], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let err = ''
  child.stderr.on('data', (chunk: Buffer) => void (err += chunk.toString()))
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect(err).not.toContain('EPIPE')
  expect(code).toBe(141)
})
