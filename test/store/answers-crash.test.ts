import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../server/store/open-store.ts'
import { useFolder } from './folder.ts'
import { spawnScript } from './spawn-script.ts'

const folder = useFolder()

test('after a kill -9 every answer that was given is given again, and no request counts as at work', { timeout: 60_000 }, async () => {
  const said: string[] = []
  for (const name of ['a', 'b']) {
    const child = await spawnScript('answers-child.ts', [folder(), name])
    await child.line('answering')
    await child.line(`answered ${name}-20-3`)
    child.kill()
    await child.ended
    said.push(...child.output().split('\n'))
  }
  const idsOf = (what: string): string[] => said.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length + 1))
  const answered = new Set(idsOf('answered'))
  const store = await openStore({ dataDir: folder(), now: Date.now, random: randomBytes })
  onTestFinished(() => store.close())
  const claim = { tag: 't', expiresAt: Date.now() + 600_000 }
  expect(answered.size).toBeGreaterThan(600)
  for (const id of answered) expect(await store.answers.begin(id, claim)).toEqual({ status: 200, body: id })
  for (const id of idsOf('begun').filter((each) => !answered.has(each)))
    expect([{ status: 200, body: id }, 'crashed']).toContainEqual(await store.answers.begin(id, claim))
})
