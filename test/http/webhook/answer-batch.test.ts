import { expect, test } from 'vitest'
import type { Document } from '../../../server/delivery/contract.ts'
import type { HttpEnvironment } from '../../../server/http/environment.ts'
import { answerBatch } from '../../../server/http/webhook/answer-batch.ts'
import { Problem } from '../../../server/model/problem.ts'

/** Accepts messages until `refuse` says otherwise; gives back the answer and what was asked for. */
async function send(refuse: (n: number) => Problem | undefined) {
  const asked: number[] = []
  const accept = async ({ body }: Document) => {
    asked.push(body as number)
    const problem = refuse(body as number)
    if (problem) throw problem
    return { run: `run-${String(body)}`, repeated: false }
  }
  const answer = { status: 0, text: '' }
  const response = { writeHead: (status: number) => ((answer.status = status), response), end: (text: string) => void (answer.text = text) }
  const documents = [1, 2, 3].map((body): Document => ({ client: 'c', flow: 'f', trigger: 't', body, bytes: 1 }))
  const given = { documents, accept: true, exchange: {}, response } as unknown as Parameters<typeof answerBatch>[1]
  await answerBatch({ delivery: { accept } } as unknown as HttpEnvironment, given)
  return { asked, status: answer.status, results: (JSON.parse(answer.text) as { status: number }[]).map(({ status }) => status) }
}

test('after a message that must wait the rest waits as well, so that none overtakes it', async () => {
  expect(await send((n) => (n === 2 ? new Problem('queue.full', 'Full.', { retryAfter: 5 }) : undefined))).toEqual({
    asked: [1, 2],
    status: 503,
    results: [202, 503, 503],
  })
})

test('a message that can never be taken holds nothing up', async () => {
  expect(await send((n) => (n === 2 ? new Problem('expression.failed', 'No.') : undefined))).toEqual({
    asked: [1, 2, 3],
    status: 422,
    results: [202, 422, 202],
  })
})
