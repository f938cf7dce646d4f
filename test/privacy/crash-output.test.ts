import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { describeCrash } from '../../server/crash-output.ts'
import { marksBelow, marksIn } from '../support/marks.ts'
import { startPatchbayProcess } from '../support/patchbay-process.ts'
import { crashFiles } from './everything.ts'
import { createMarker } from './marked-documents.ts'

const marker = createMarker()
const VALUE = marker.text('crash')
/** One of its lines looks like a place in the code. */
const LINES = `${VALUE}\n    at ${marker.text('frame')}`

const withFields = (error: Error): Error => Object.assign(error, { vendorMessage: VALUE, body: { name: VALUE }, cause: new TypeError(VALUE) })

function parseFault(): unknown {
  try {
    return JSON.parse(VALUE)
  } catch (error) {
    return error
  }
}

test.each([
  ['an error with fields and a cause', withFields(new RangeError(VALUE))],
  ['a text that is no JSON', parseFault()],
  ['a value that is no error', { name: VALUE, stack: VALUE, message: VALUE }],
  ['a text', VALUE],
  ['an error of several', new AggregateError([new Error(VALUE)], VALUE)],
  ['an error with a message of several lines', new RangeError(LINES)],
])('%s is described by its class and its place', (_name, error) => {
  const told = describeCrash(error)
  expect(marksIn(Buffer.from(told), marker.stems)).toEqual([])
  expect(told).toMatch(error instanceof Error ? new RegExp(`^${error.name}\\n {4}at [^]*crash-output`) : /^(object|string)$/)
})

/** Mistakes that nobody foresaw, with a value in whatever Node would print of them by itself. */
const CRASHES = [
  'Promise.reject(Object.assign(new RangeError(process.env.CANARY), { vendorMessage: process.env.CANARY, cause: new Error(process.env.CANARY) }))',
  'throw { name: process.env.CANARY, stack: process.env.CANARY }',
]

test.runIf(process.platform !== 'win32')('S0-03: a server that crashes prints where it was, and no value', { timeout: 30_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), 'patchbay-crash-'))
  onTestFinished(() => rmSync(data, { recursive: true, force: true }))
  for (const crash of CRASHES) {
    const code = `process.on('SIGUSR2', () => { ${crash} })`
    const server = await startPatchbayProcess({ PATCHBAY_DATA: data, PATCHBAY_SANDBOX: 'off', PATCHBAY_LOG: 'trace', CANARY: VALUE }, [
      `--import=data:text/javascript,${encodeURIComponent(code)}`,
    ])
    onTestFinished(() => server.stop())
    await server.kill('SIGUSR2')
    await vi.waitFor(() => expect(server.output()).toMatch(/crash/i))
    expect(marksIn(Buffer.from(server.output()), marker.stems)).toEqual([])
    expect(marksBelow(data, marker.stems)).toEqual([])
    await expect(fetch(server.url)).rejects.toThrow('fetch failed')
    expect(crashFiles([data, process.cwd()])).toEqual([])
  }
})
