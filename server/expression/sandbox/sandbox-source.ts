import { EXTRA_FUNCTIONS } from '../functions.ts'

export interface SandboxSetup {
  /** File URL from which the package jsonata is found. */
  readonly from: string
  /** The most characters of a result as JSON. */
  readonly maxResult: number
  readonly timeoutMs: number
}

export interface SandboxRequest {
  readonly text: string
  readonly input: unknown
  readonly bindings: Readonly<Record<string, unknown>>
  /** The time of `$now()` and `$millis()`. */
  readonly now: number
}

/** What the process answers, as JSON. Without any of the fields the value is "nothing". */
export interface SandboxAnswer {
  readonly value?: unknown
  readonly error?: { readonly code?: string; readonly position?: number; readonly token?: string }
  /** The limit at which the evaluation was ended. */
  readonly limit?: string
}

const used = [...new Set(EXTRA_FUNCTIONS.flatMap((extra) => extra.uses ?? []))].map(String).join('\n')
const register = EXTRA_FUNCTIONS.map(
  (extra) => `program.registerFunction(${JSON.stringify(extra.name)}, ${String(extra.run)}, ${JSON.stringify(extra.signature)})`,
).join('\n  ')

/** Runs in a context of its own that has nothing but the language and jsonata. Texts are all that goes in and out. */
const INSIDE = `'use strict'
var request, answer, now = 0, format
var programs = new Map()
var DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
var Buffer = {
  from: function (text, encoding) {
    return { toString: function () { return encoding === 'binary' ? toBase64(text) : fromBase64(text) } }
  },
}

${used}

function toBase64(text) {
  let bits = '', out = ''
  for (const char of text.split('')) bits += (char.charCodeAt(0) & 255).toString(2).padStart(8, '0')
  for (let at = 0; at < bits.length; at += 6) out += DIGITS[parseInt(bits.slice(at, at + 6).padEnd(6, '0'), 2)]
  return out + '='.repeat((4 - (out.length % 4)) % 4)
}

function fromBase64(text) {
  let bits = '', out = ''
  for (const char of text.replace(/=[^]*$/, '').replace(/-/g, '+').replace(/_/g, '/').split('')) if (DIGITS.includes(char)) bits += DIGITS.indexOf(char).toString(2).padStart(6, '0')
  for (let at = 0; at + 8 <= bits.length; at += 8) out += String.fromCharCode(parseInt(bits.slice(at, at + 8), 2))
  return out
}

function programOf(text) {
  const known = programs.get(text)
  if (known) return known
  const program = jsonata(text)
  ${register}
  program.registerFunction('millis', () => now, '<:n>')
  program.registerFunction('now', (picture, zone) => format.implementation(now, picture, zone), '<s?s?:s>')
  if (programs.size >= 100) programs.delete(programs.keys().next().value)
  programs.set(text, program)
  return program
}

async function evaluate({ text, input, bindings }) {
  const value = await programOf(text).evaluate(input, bindings)
  const isFunction = typeof value === 'function' || (value && (value._jsonata_lambda || value._jsonata_function))
  return JSON.stringify({ value: isFunction ? undefined : value }, (key, part) => (part && (part._jsonata_lambda || part._jsonata_function) ? undefined : part))
}

function refusal(error) {
  if (error instanceof RangeError) return JSON.stringify({ limit: 'memory' })
  const { code, position, token } = Object(error)
  return JSON.stringify({ error: { code: typeof code === 'string' ? code : undefined, position: typeof position === 'number' ? position : undefined, token: typeof token === 'string' ? token : undefined } })
}

function run() {
  answer = undefined
  const given = JSON.parse(request)
  now = given.now
  evaluate(given).then((json) => { answer = json }, (error) => { answer = refusal(error) })
}
jsonata('$fromMillis').evaluate(undefined).then((found) => { format = found })
`

/**
 * The program of a sandbox process, as CommonJS text for \`node -e\`: it is the same from sources, under a test runner and from the build.
 * It answers one request after the other; an evaluation that runs out of time is ended and gets a new context.
 */
export function sandboxSource(setup: SandboxSetup): string {
  return `'use strict'
const vm = require('node:vm')
const setup = ${JSON.stringify(setup)}
const file = require('node:module').createRequire(setup.from).resolve('jsonata')
const library = new vm.Script(require('node:fs').readFileSync(file, 'utf8'))
const before = new vm.Script('var global = globalThis')
const inside = new vm.Script(${JSON.stringify(INSIDE)})
const run = new vm.Script('run()')
let context
function renew() {
  context = vm.createContext(Object.create(null), { microtaskMode: 'afterEvaluate', codeGeneration: { strings: false, wasm: false } })
  before.runInContext(context)
  library.runInContext(context)
  inside.runInContext(context)
}
function answer(request) {
  try {
    context.request = request
    run.runInContext(context, { timeout: setup.timeoutMs })
    const json = context.answer
    if (typeof json === 'string') return json.length > setup.maxResult ? '{"limit":"the size of a result"}' : json
  } catch {}
  renew()
  return '{"limit":"time"}'
}
renew()
process.on('message', (request) => process.send(answer(request)))
process.send('ready')
`
}
