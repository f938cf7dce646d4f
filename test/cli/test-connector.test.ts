import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runPatchbay } from '../../server/cli/patchbay.ts'

const root = join(import.meta.dirname, '../..')
let home = ''
let folder = ''
// A connector of a user, outside the repository.
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'patchbay-connector-'))
  folder = join(home, 'foreign-crm')
  for (const file of ['connector.json', 'exchanges.json']) cpSync(join(root, 'test/crm/foreign', file), join(folder, file))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

async function patchbay(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const terminal = { colours: false, home: root, version: '1.2.3', connectors: [] }
  const code = await runPatchbay(args, { ...terminal, out: (text) => void (said.out += text), err: (text) => void (said.err += text) })
  return { code, ...said }
}

type Conversation = {
  title: string
  operation: string
  output?: { full_name?: string }
  readBack?: string
  problem?: string
  http: { request: { path: string } }[]
}

/** Writes the exchanges anew. */
function change(edit: (exchanges: Conversation[]) => Conversation[]): void {
  const file = join(folder, 'exchanges.json')
  writeFileSync(file, JSON.stringify(edit(JSON.parse(readFileSync(file, 'utf8')) as Conversation[])))
}

test('S0-27: the conversations of a connector outside the repository are replayed', async () => {
  const { code, out, err } = await patchbay('test', 'connector', folder)
  expect(err).toBe('')
  expect(out).toMatch(/^foreign-crm {2}Foreign CRM\n( {2}pass .+\n){15}\n15 exchanges, 15 passed, 0 failed\n$/)
  expect(code).toBe(0)
})

test('S0-27: what is sent or answered otherwise is shown with both values', async () => {
  change((exchanges) => {
    const [search, customer] = ['a search', 'a customer'].map((title) => exchanges.find((exchange) => exchange.title === title)!)
    search!.http[0]!.request.path = '/people'
    customer!.output!.full_name = 'Somebody Else'
    return exchanges
  })
  const { code, out } = await patchbay('test', 'connector', folder)
  expect(code).toBe(1)
  expect(out).toContain('FAIL a search\n       requests at [0].path\n         - "/people"\n         + "/customers?name_has=')
  expect(out).toContain('FAIL a customer\n       output at full_name\n         - "Somebody Else"\n         + "Mira Norrgard"')
  expect(out).toContain('15 exchanges, 13 passed, 2 failed')
})

test('S0-27: conversations that are missing are named', async () => {
  change((exchanges) => exchanges.filter(({ operation, readBack, problem }) => operation !== 'customers.delete' && readBack !== 'no' && problem === undefined))
  const { code, out } = await patchbay('test', 'connector', folder)
  expect(code).toBe(1)
  for (const gap of ['customers.delete that succeeds', 'customers.create with "readBack": "no"', 'customers.replace with "readBack": "no"', 'with a failure'])
    expect(out).toContain(`MISSING no exchange ${gap.startsWith('with') ? '' : 'of '}${gap}`)
})

test('an operation that does not exist, a title that stands there twice, and an answer beyond its schema are found', async () => {
  change(([first, ...rest]) => [first!, { ...first!, operation: 'gone' }, { ...first!, title: 'more than declared', output: { more: 1 } as object }, ...rest])
  const { out } = await patchbay('test', 'connector', folder)
  expect(out).toContain('the connector has no operation "gone"')
  expect(out).toContain(`two exchanges have the title "the connection works"`)
  expect(out).toContain('FAIL more than declared')
})

test('files that cannot be read and wrong usage end with 2', async () => {
  expect(await patchbay('test', 'connector', join(home, 'nowhere'))).toMatchObject({
    code: 2,
    err: expect.stringContaining('connector.json: cannot be read (ENOENT)'),
  })
  writeFileSync(join(folder, 'connector.json'), '{ "id": "foreign-crm" }')
  expect(await patchbay('test', 'connector', folder)).toMatchObject({ code: 2, err: expect.stringContaining('auth') })
  expect(await patchbay('test', 'connector', folder, 'more')).toMatchObject({ code: 2, err: expect.stringContaining('One connector can be tested at a time.') })
  expect(await patchbay('test', 'connector', folder, '--only', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('has no options') })
})
