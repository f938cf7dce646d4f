import { expect, test } from 'vitest'
import type { CreateBench } from './store-bench.ts'

export function describeSecrets(create: CreateBench): void {
  test('are set, replaced and removed by name, and sealed where they are kept', async () => {
    const bench = await create()
    const store = await bench.open()
    const { secrets } = store
    await Promise.all([secrets.write('crm', { username: 'CANARY-U' }), secrets.write('crm', { password: 'CANARY-P' })])
    expect(await secrets.names('crm')).toEqual(['password', 'username'])
    await secrets.write('crm', { username: '', password: 'CANARY-Q' })
    expect(await secrets.read('crm')).toEqual({ password: 'CANARY-Q' })
    expect((await bench.everything()).includes('CANARY')).toBe(false)
    await bench.close(store)
    const again = (await bench.open()).secrets
    expect(await again.read('crm')).toEqual({ password: 'CANARY-Q' })
    await again.remove('crm')
    await again.remove('crm')
    expect(await again.names('crm')).toEqual([])
    expect(await again.read('__proto__')).toEqual({})
  })

  test.each([
    ['../x', { a: 'b' }],
    ['crm', JSON.parse('{"__proto__":"x"}') as Record<string, string>],
    ['crm', { 'a b': 'x' }],
  ])('of %j under %j are refused', async (owner, values) => {
    await expect((await (await create()).open()).secrets.write(owner, values)).rejects.toMatchObject({ code: 'request.invalid' })
  })
}
