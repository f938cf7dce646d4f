import { expect, test } from 'vitest'
import { Canceller } from '../../server/model/cancellation.ts'

test('a listener is told once, with the reason at hand', () => {
  const canceller = new Canceller()
  const heard: unknown[] = []
  canceller.addEventListener('abort', () => heard.push(canceller.reason))
  canceller.abort('first')
  canceller.abort('second')
  expect(heard).toEqual(['first'])
  expect(canceller).toMatchObject({ aborted: true, reason: 'first' })
})

test('a listener that was taken away, or that comes too late, is not told', () => {
  const canceller = new Canceller()
  const heard: string[] = []
  const gone = (): unknown => heard.push('gone')
  canceller.addEventListener('abort', gone)
  canceller.addEventListener('abort', () => heard.push('stays'))
  canceller.removeEventListener('abort', gone)
  canceller.removeEventListener('abort', gone)
  canceller.abort()
  canceller.addEventListener('abort', () => heard.push('late'))
  expect(heard).toEqual(['stays'])
})

test('a listener may take others away while all are told', () => {
  const canceller = new Canceller()
  const heard: string[] = []
  const second = (): unknown => heard.push('second')
  canceller.addEventListener('abort', () => canceller.removeEventListener('abort', second))
  canceller.addEventListener('abort', second)
  canceller.addEventListener('abort', () => heard.push('third'))
  canceller.abort()
  expect(heard.at(-1)).toBe('third')
})
