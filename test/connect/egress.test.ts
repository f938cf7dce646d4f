import { expect, test } from 'vitest'
import { isLocalAddress } from '../../server/connect/address.ts'
import type { ResolvedAddress } from '../../server/connect/egress.ts'
import { answerJson, connectionTo, connectorWith, listen, probe, problemOf } from './support.ts'

test.each([
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '169.254.169.254',
  '169.254.0.1',
  '100.100.100.200',
  '168.63.129.16',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '[::1]',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:a9fe:a9fe',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  'fe80::1',
  'fe80::1%eth0',
  'febf::1',
  'ff02::1',
  'fd00:ec2::254',
  'localhost',
  '2130706433',
  '',
])('%s is local', (address) => expect(isLocalAddress(address)).toBe(true))

test.each([
  '93.184.216.34',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '126.255.255.255',
  '128.0.0.1',
  '2606:2800:220:1::1',
  'fd12::1',
  '::ffff:10.0.0.1',
  '[2606:2800:220:1::1]',
])('%s is not local', (address) => expect(isLocalAddress(address)).toBe(false))

test.each([
  'http://127.0.0.1',
  'http://2130706433',
  'http://0x7f.1',
  'http://017700000001',
  'http://[::1]',
  'http://[::ffff:127.0.0.1]',
  'http://0',
  'http://localhost',
  'http://169.254.169.254',
])('a connection to %s is refused before any byte is sent', async (base) => {
  let seen = 0
  const { url } = await listen((_request, response) => {
    seen += 1
    answerJson(response, {})
  })
  const { call } = probe(connectorWith(), connectionTo(`${base}:${new URL(url).port}`, { local: false }))
  expect(await problemOf(call())).toMatchObject({ code: 'egress.refused' })
  expect(await problemOf(call('write'))).toMatchObject({ code: 'egress.refused' })
  expect(seen).toBe(0)
})

test('a connection marked local may call this machine', async () => {
  const { url } = await listen((_request, response) => answerJson(response, { ok: true }))
  const { call } = probe(connectorWith(), connectionTo(url))
  expect((await call()).output).toEqual({ ok: true })
})

const resolveTo =
  (...addresses: ResolvedAddress[]) =>
  async (): Promise<ResolvedAddress[]> =>
    addresses

test('a name that points to this machine is refused, also as one answer of several', async () => {
  const { url } = await listen((_request, response) => answerJson(response, {}))
  const resolve = resolveTo({ address: '93.184.216.34', family: 4 }, { address: '127.0.0.1', family: 4 })
  const { call } = probe(connectorWith(), connectionTo(url.replace('127.0.0.1', 'crm.example.test'), { local: false }), { resolve })
  expect(await problemOf(call())).toMatchObject({ code: 'egress.refused' })
})

test('the name is looked up once, and the checked address is the one connected to', async () => {
  const { url } = await listen((_request, response) => answerJson(response, { ok: true }))
  let asked = 0
  const resolve = async (): Promise<ResolvedAddress[]> => {
    asked += 1
    return [{ address: '127.0.0.1', family: 4 }]
  }
  const { call } = probe(connectorWith(), connectionTo(url.replace('127.0.0.1', 'crm.example.test')), { resolve })
  expect((await call()).output).toEqual({ ok: true })
  expect(asked).toBe(1)
})

test('a token address on this machine is refused as well', async () => {
  const { url } = await listen((_request, response) => answerJson(response, { access_token: 't' }))
  const resolve = resolveTo({ address: '93.184.216.34', family: 4 })
  const connector = connectorWith({ auth: [{ type: 'oauth2', tokenPath: '/token' }] })
  const connection = connectionTo('http://crm.example.test', { local: false, auth: 'oauth2', settings: { tokenUrl: `${url}/token` } })
  const { call } = probe(connector, connection, { resolve, credentials: async () => ({ clientId: 'a', clientSecret: 'b' }) })
  expect(await problemOf(call())).toMatchObject({ code: 'egress.refused' })
})
