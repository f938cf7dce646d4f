import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { ProblemDocument } from '../../server/model/problem.ts'
import { ADMIN } from '../support/admin.ts'
import { type PatchbayProcess, startPatchbayProcess } from '../support/patchbay-process.ts'
import { BAD_TARGET_CONNECTOR } from './bad-target.ts'

/** Stands in every bad input and every bad answer; no log and no file may hold it afterwards. */
export const MARK = `zq${randomBytes(8).toString('hex')}`

/** The demo client with its key, the first user with its session, or neither. */
type Caller = 'client' | 'admin' | 'nobody'

export interface Call {
  /** Left out: POST. */
  method?: string
  path: string
  /** Sent as it is; an object is sent as JSON. */
  body?: string | Uint8Array<ArrayBuffer> | object
  /** An empty value takes a header out. */
  headers?: Record<string, string>
  /** Left out: the client. */
  as?: Caller
}

export interface Answer {
  status: number
  headers: Headers
  body: ProblemDocument & Record<string, unknown>
}

/** A built server in a process of its own with a data folder, both sandboxes, its first user and a key of the demo client. */
export interface Workbench extends PatchbayProcess {
  /** The temporary folder; the data folder is in it. */
  folder: string
  /** Of the demo client. */
  key: string
  /** Sends a call; rejects where no answer comes within the limit. */
  send(call: Call, limitMs?: number): Promise<Answer>
  /** The same, and the answer must be a good one. */
  get(call: Call): Promise<Record<string, unknown>>
  /** Writes bytes on a connection of their own and gives what comes back until the server closes it. */
  sendRaw(text: string): Promise<Answer>
  end(): Promise<void>
}

/** Most milliseconds for a call that starts no run: generous, for busy machines. */
const SLACK_MS = 10_000

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
}

/** An answer as it stood on the wire. */
function parseAnswer(text: string): Promise<Answer> {
  const [head = '', body = ''] = text.split('\r\n\r\n')
  const [line = '', ...fields] = head.split('\r\n')
  const headers = new Headers(fields.map((field) => field.split(': ') as [string, string]))
  return answerOf(new Response(body, { status: Number(line.split(' ')[1]), headers }))
}

/** Opens the workbench; the connector of the bad target is known to it. */
export async function openWorkbench(): Promise<Workbench> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-robustness-'))
  mkdirSync(join(folder, 'connectors/bad-target'), { recursive: true })
  writeFileSync(join(folder, 'connectors/bad-target/connector.json'), JSON.stringify(BAD_TARGET_CONNECTOR))
  const patchbay = await startPatchbayProcess({ PATCHBAY_DATA: join(folder, 'data'), PATCHBAY_CONNECTORS: join(folder, 'connectors'), PATCHBAY_LOG: 'trace' })
  const credentials: Record<Caller, Record<string, string>> = { admin: {}, client: {}, nobody: {} }
  const send: Workbench['send'] = async ({ method = 'POST', path, body, headers = {}, as = 'client' }, limitMs = SLACK_MS) => {
    const all: Record<string, string> = { ...(body !== undefined && { 'content-type': 'application/json' }), ...credentials[as], ...headers }
    const content = typeof body === 'object' && !(body instanceof Uint8Array) ? JSON.stringify(body) : body
    const response = await fetch(patchbay.url + path, {
      method,
      headers: Object.entries(all).filter(([, value]) => value !== ''),
      signal: AbortSignal.timeout(limitMs),
      ...(content !== undefined && { body: content as string | Uint8Array<ArrayBuffer> }),
    })
    if (response.headers.has('set-cookie')) credentials.admin = { cookie: response.headers.getSetCookie()[0]!.split(';')[0]! }
    return answerOf(response)
  }
  const get: Workbench['get'] = async (call) => {
    const answer = await send(call)
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }
  const session = await get({ path: '/api/setup', body: { token: patchbay.setupToken, ...ADMIN }, as: 'nobody' })
  credentials.admin['x-patchbay-csrf'] = String(session.csrf)
  const { key } = await get({ path: '/api/clients/demo/keys', body: { name: 'robustness' }, as: 'admin' })
  credentials.client = { authorization: `Bearer ${String(key)}` }
  const end = async (): Promise<void> => {
    await patchbay.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ...patchbay, folder, key: String(key), send, get, sendRaw: (text) => sendRaw(patchbay.url, text), end }
}

function sendRaw(url: string, text: string): Promise<Answer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(Number(port), hostname, () => socket.write(text))
    socket.setTimeout(SLACK_MS, () => socket.destroy(new Error('no answer')))
    socket.on('data', (chunk) => (received += chunk.toString()))
    socket.on('error', reject)
    socket.on('close', () => resolve(parseAnswer(received)))
  })
}

/** A node of a flow in short. */
export type FlowNode = [id: string, kind: string, config: Record<string, unknown>]

/** A flow of the demo client: the nodes in a row, and further wires. */
export function flowOf(id: string, nodes: FlowNode[], options: { deadlineMs?: number; wires?: [from: string, to: string][] } = {}) {
  const { deadlineMs = 3000, wires = nodes.slice(1).map(([to], index): [string, string] => [nodes[index]![0], to]) } = options
  return {
    id,
    name: id,
    client: 'demo',
    nodes: nodes.map(([node, kind, config], index) => ({ id: node, kind, name: node, config, position: { x: index * 264, y: 0 } })),
    wires: wires.map(([from, to], index) => ({ id: `w${index}`, from: { node: from, port: 'out' }, to })),
    settings: { deadlineMs, maxSteps: 50_000 },
  }
}

/** Saves and publishes a flow. */
export async function publish(bench: Workbench, flow: ReturnType<typeof flowOf>): Promise<void> {
  await bench.get({ path: '/api/flows', body: flow, as: 'admin' })
  await bench.get({ path: `/api/flows/${flow.id}/publish`, body: { revision: 1, note: '' }, as: 'admin' })
}
