import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadConnectors } from '../../server/connect/load-connectors.ts'
import { connectorWith } from './support.ts'

async function folderWith(documents: Record<string, unknown>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'connectors-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [id, document] of Object.entries(documents)) {
    await mkdir(join(folder, id))
    await writeFile(join(folder, id, 'connector.json'), typeof document === 'string' ? document : JSON.stringify(document))
  }
  return folder
}

const made = connectorWith()
const write = { ...made.operations['write'], idempotency: { by: 'none' } }
const good = { ...made, operations: { read: made.operations['read'], write } }
const search = (operation: string) => ({ ...write, idempotency: { by: 'search', operation, input: {}, found: '=found' } })

test('connectors are found by folder; a later folder replaces', async () => {
  const first = await folderWith({ probe: good, other: { ...good, id: 'other' } })
  const second = await folderWith({ probe: { ...good, name: 'Newer' } })
  const connectors = await loadConnectors([first, second])
  expect([...connectors.keys()].toSorted()).toEqual(['other', 'probe'])
  expect(connectors.get('probe')?.name).toBe('Newer')
})

test.each<[string, unknown, RegExp]>([
  ['no JSON', '{', /probe\/connector\.json: is no valid JSON/],
  ['a missing field', { ...good, name: undefined }, /probe\/connector\.json: name: /],
  ['an unknown field', { ...good, extra: 1 }, /extra/],
  [
    'a wrong method',
    { ...good, operations: { read: { ...good.operations.read, request: { method: 'TRACE', path: '/' } } } },
    /operations\.read\.request\.method: /,
  ],
  ['an unknown problem code', { ...good, failures: [{ status: [400], problem: 'target.odd' }] }, /failures\.0\.problem: /],
  ['an id that is not the folder', { ...good, id: 'other' }, /id: must be the name of its folder, "probe"/],
  ['a ping that is no operation', { ...good, ping: 'hello' }, /ping: there is no operation "hello"/],
  ['a rule that always holds', { ...good, failures: [{ problem: 'target.failed' }] }, /failures: a rule needs status or when/],
  ['a scheme twice', { ...good, auth: [{ type: 'basic' }, { type: 'basic' }] }, /auth: each type may stand there once/],
  ['a search that is no operation', { ...good, operations: { write: search('find') } }, /operations\.write\.idempotency: there is no operation "find"/],
  ['a search that writes', { ...good, operations: { write: search('write') } }, /operations\.write\.idempotency: the operation "write" does not only read/],
  [
    'reading back by an operation that is not there',
    { ...good, operations: { write: { ...write, idempotency: { by: 'none', readBack: { operation: 'find', input: {}, found: '=found' } } } } },
    /operations\.write\.idempotency: there is no operation "find"/,
  ],
  [
    'a write that does not say how it is repeated',
    { ...good, operations: { write: { ...write, idempotency: undefined } } },
    /operations\.write\.idempotency: is needed/,
  ],
])('%s is named with file and field', async (_title, document, message) => {
  await expect(loadConnectors([await folderWith({ probe: document })])).rejects.toThrow(message)
})
