import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { Connector, type Operation } from '../model/connector.ts'
import { readBackRule } from './read-back.ts'

/**
 * Reads `<folder>/<id>/connector.json` for every sub-folder of the folders; a later folder replaces connectors of an earlier one.
 * Throws an Error that names file, field and reason for the first folder or document that is wrong.
 */
export async function loadConnectors(folders: readonly string[]): Promise<ReadonlyMap<string, Connector>> {
  const connectors = new Map<string, Connector>()
  for (const folder of folders) {
    const entries = await readdir(folder, { withFileTypes: true }).catch((cause) => failToRead(folder, cause))
    const ids = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    const loaded = await Promise.all(ids.toSorted().map((id) => loadConnector(folder, id)))
    for (const connector of loaded) connectors.set(connector.id, connector)
  }
  return connectors
}

/** Reads `<folder>/<id>/connector.json`. Throws as `loadConnectors` does. */
export async function loadConnector(folder: string, id: string): Promise<Connector> {
  const file = join(folder, id, 'connector.json')
  const document = await readJson(file)
  const parsed = Connector.safeParse(document)
  if (!parsed.success) throw new Error(`${file}: ${describe(parsed.error)}`)
  const wrong = findMistake(parsed.data, id) ?? findUndeclaredWrite(document as z.input<typeof Connector>)
  if (wrong) throw new Error(`${file}: ${wrong}`)
  return parsed.data
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause) => failToRead(file, cause))
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${file}: is no valid JSON`, { cause })
  }
}

function failToRead(path: string, cause: NodeJS.ErrnoException): never {
  throw new Error(`${path}: cannot be read (${cause.code ?? 'unknown reason'})`, { cause })
}

const describe = ({ issues }: z.ZodError): string => issues.map(({ path, message }) => `${path.join('.') || 'the document'}: ${message}`).join('; ')

/** What the schema cannot say: references inside the document, and rules that would call every answer a failure. */
function findMistake(connector: Connector, id: string): string | undefined {
  if (connector.id !== id) return `id: must be the name of its folder, "${id}"`
  const known = (operation: string): boolean => Object.hasOwn(connector.operations, operation)
  if (connector.ping !== undefined && !known(connector.ping)) return `ping: there is no operation "${connector.ping}"`
  const types = connector.auth.map((scheme) => scheme.type)
  if (new Set(types).size !== types.length) return 'auth: each type may stand there once'
  if (connector.failures.some(isUnconditional)) return 'failures: a rule needs status or when'
  for (const [name, operation] of Object.entries(connector.operations)) {
    if (operation.failures.some(isUnconditional)) return `operations.${name}.failures: a rule needs status or when`
    const wrong = findWrongReadBack(operation, connector)
    if (wrong) return `operations.${name}.idempotency: ${wrong}`
  }
  return undefined
}

function findWrongReadBack(operation: Operation, { operations }: Connector): string | undefined {
  const rule = readBackRule(operation)
  if (!rule) return undefined
  const reading = Object.hasOwn(operations, rule.operation) ? operations[rule.operation] : undefined
  if (!reading) return `there is no operation "${rule.operation}"`
  return reading.effect === 'read' ? undefined : `the operation "${rule.operation}" does not only read`
}

/** A write that does not say how it is repeated was forgotten, which is not the same as `none`. */
function findUndeclaredWrite({ operations }: z.input<typeof Connector>): string | undefined {
  const [name] = Object.entries(operations).find(([, { effect, idempotency }]) => effect === 'write' && idempotency === undefined) ?? []
  return name === undefined ? undefined : `operations.${name}.idempotency: is needed; a write says how its repeat is made safe`
}

const isUnconditional = (rule: Connector['failures'][number]): boolean => rule.status === undefined && rule.when === undefined
