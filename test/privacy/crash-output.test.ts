import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { marksBelow, marksIn } from '../support/marks.ts'
import { startPatchbayProcess } from '../support/patchbay-process.ts'
import { createMarker } from './marked-documents.ts'

const marker = createMarker()

/** Mistakes that nobody foresaw, with a value of a document in whatever Node would print of them. */
const CRASHES: Readonly<Record<string, (value: string) => string>> = {
  'an error with fields and a cause': (value) =>
    `const error = new Error(${value}); error.vendorMessage = ${value}; error.cause = new TypeError(${value}); throw error`,
  'a text that is no JSON': (value) => `JSON.parse(${value})`,
  'a promise that nobody waits for': (value) => `Promise.reject(Object.assign(new RangeError(${value}), { body: { name: ${value} } }))`,
  'a value that is no error': (value) => `throw { name: ${value}, stack: ${value}, message: ${value} }`,
  'a text': (value) => `throw ${value}`,
  'an error of several': (value) => `throw new AggregateError([new Error(${value})], ${value})`,
}

test.runIf(process.platform !== 'win32').each(Object.keys(CRASHES))('a crash by %s prints where it was, and no value', async (name) => {
  const data = mkdtempSync(join(tmpdir(), 'patchbay-crash-'))
  onTestFinished(() => rmSync(data, { recursive: true, force: true }))
  const value = `${marker.text('crash')}\n    at ${marker.text('frame')}`
  const code = `process.on('SIGUSR2', () => { ${CRASHES[name]!('process.env.CANARY')} })`
  const server = await startPatchbayProcess({ PATCHBAY_DATA: data, PATCHBAY_SANDBOX: 'off', PATCHBAY_LOG: 'trace', CANARY: value }, [
    `--import=data:text/javascript,${encodeURIComponent(code)}`,
  ])
  onTestFinished(() => server.stop())
  await server.kill('SIGUSR2')
  await vi.waitFor(() => expect(server.output()).toMatch(/crash/i))
  expect(marksIn(Buffer.from(server.output()), marker.stems)).toEqual([])
  expect(marksBelow(data, marker.stems)).toEqual([])
  await expect(fetch(server.url)).rejects.toThrow()
})
