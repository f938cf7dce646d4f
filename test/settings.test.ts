import { expect, test } from 'vitest'
import { readSettings } from '../server/settings.ts'

const KEY = Buffer.alloc(32, 1).toString('base64')
const DATABASE = 'postgres://patchbay:secret@db.internal:5432/patchbay'
const RESTATE = {
  PATCHBAY_DATABASE: DATABASE,
  PATCHBAY_KEY: KEY,
  PATCHBAY_ENGINE: 'restate',
  PATCHBAY_RESTATE_INGRESS: 'http://r1:8080/, http://r2:8080',
  PATCHBAY_RESTATE_ADMIN: 'http://r1:9070',
}
const IDENTITY = 'publickeyv1_GkhcTMNfLZNWJcAzjM8BdCtS1pZzdJZ4nBDcMJ6DAYSN'

test('without a database everything is in the data folder and the process delivers itself', () => {
  expect(readSettings({})).toMatchObject({ database: undefined, restate: undefined, sandbox: true })
  expect(readSettings({ PATCHBAY_DATABASE: DATABASE, PATCHBAY_KEY: KEY })).toMatchObject({ database: DATABASE, restate: undefined, sandbox: false })
  expect(readSettings({ PATCHBAY_DATABASE: DATABASE, PATCHBAY_KEY: KEY, PATCHBAY_SANDBOX: 'on' }).sandbox).toBe(true)
})

test('the addresses of Restate are read', () => {
  expect(readSettings(RESTATE).restate).toEqual({
    ingressUrls: ['http://r1:8080', 'http://r2:8080'],
    adminUrls: ['http://r1:9070'],
    listen: { host: '127.0.0.1', port: 9080 },
  })
  const all = {
    PATCHBAY_RESTATE_LISTEN: '[::]:9081',
    PATCHBAY_RESTATE_ENDPOINT: 'http://patchbay:9080/',
    PATCHBAY_RESTATE_IDENTITY: IDENTITY,
    PATCHBAY_RESTATE_NAME: 'shop-lane',
  }
  expect(readSettings({ ...RESTATE, ...all }).restate).toMatchObject({
    listen: { host: '::', port: 9081 },
    endpointUrl: 'http://patchbay:9080',
    identityKeys: [IDENTITY],
    service: 'shop-lane',
  })
})

test.each<[Record<string, string>, RegExp]>([
  [{ PATCHBAY_ENGINE: 'fast' }, /^PATCHBAY_ENGINE must be embedded or restate$/],
  [{ PATCHBAY_DATABASE: 'mysql://db', PATCHBAY_KEY: KEY }, /^PATCHBAY_DATABASE must be an address such as postgres:/],
  [{ PATCHBAY_DATABASE: DATABASE }, /^PATCHBAY_KEY must be set with PATCHBAY_DATABASE/],
  [{ PATCHBAY_ENGINE: 'restate' }, /PATCHBAY_DATABASE must be set with PATCHBAY_ENGINE=restate\nPATCHBAY_RESTATE_INGRESS must .*\nPATCHBAY_RESTATE_ADMIN must/],
  [{ ...RESTATE, PATCHBAY_RESTATE_INGRESS: 'r1:8080' }, /^PATCHBAY_RESTATE_INGRESS\.0 must be an http or https address$/],
  [{ ...RESTATE, PATCHBAY_RESTATE_ADMIN: ' , ' }, /^PATCHBAY_RESTATE_ADMIN must not be empty$/],
  [{ ...RESTATE, PATCHBAY_RESTATE_LISTEN: '9080' }, /^PATCHBAY_RESTATE_LISTEN must be host:port/],
  [{ ...RESTATE, PATCHBAY_RESTATE_LISTEN: '0.0.0.0:99999' }, /^PATCHBAY_RESTATE_LISTEN must be host:port/],
  [{ ...RESTATE, PATCHBAY_RESTATE_LISTEN: '0.0.0.0:9080' }, /^PATCHBAY_RESTATE_ENDPOINT must be set .*\nPATCHBAY_RESTATE_IDENTITY must be set/],
  [{ ...RESTATE, PATCHBAY_RESTATE_IDENTITY: 'secret' }, /^PATCHBAY_RESTATE_IDENTITY\.0 must be a public key that begins with publickeyv1_$/],
  [{ ...RESTATE, PATCHBAY_RESTATE_NAME: 'a/b' }, /^PATCHBAY_RESTATE_NAME must have letters/],
])('wrong settings %# are refused in plain words', (environment, message) => {
  expect(() => readSettings(environment)).toThrow(message)
})

test('no message holds a password', () => {
  expect(() => readSettings({ PATCHBAY_DATABASE: 'http://user:hunter2@db' })).toThrow(/^((?!hunter2)[\s\S])*$/)
})
