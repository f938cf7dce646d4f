import type { Connector, Operation } from '../model/connector.ts'
import type { RepeatSafety } from '../model/delivery.ts'
import { Problem } from '../model/problem.ts'
import { prepareFailures, type FailureCheck, type ResponseScope } from './failures.ts'
import { prepareReadBack, repeatSafety, type Look } from './read-back.ts'
import { preparePaging, type PageRequest, type PreparedPaging } from './paging.ts'
import { prepareRequest, type RequestBuilder } from './request.ts'
import type { ResponseKind } from './response.ts'
import { compileTemplate, type Compiler, type PreparedTemplate } from './template.ts'

/** An operation of one connection, compiled. */
export interface PreparedOperation {
  readonly effect: Operation['effect']
  /** How it may be repeated; undefined for one that only reads. */
  readonly by: RepeatSafety | undefined
  /** Looks for what an earlier sending left; undefined where there is no way. */
  readonly look: Look | undefined
  readonly timeoutMs: number
  readonly response: ResponseKind
  /** Header for the idempotency key, where the target knows one. */
  readonly keyHeader: string | undefined
  readonly page: (input: unknown) => PageRequest | undefined
  readonly request: RequestBuilder
  readonly failure: FailureCheck
  readonly output: (scope: ResponseScope, page: PageRequest | undefined) => Promise<unknown>
  /** Id of the record that was written, where it can be told. Never rejects: the write has happened. */
  readonly reference: (written: { output: unknown; input: unknown }) => Promise<string | undefined>
}

export interface OperationPlace {
  readonly connector: Connector
  readonly compiler: Compiler
  readonly base: URL
  readonly headers: Readonly<Record<string, string>>
  /** Of the connection. */
  readonly timeoutMs: number | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** The document of an operation. Throws `operation.unknown`. */
export function operationOf(connector: Connector, id: string): Operation {
  const operation = Object.hasOwn(connector.operations, id) ? connector.operations[id] : undefined
  if (!operation) throw new Problem('operation.unknown', `The connector "${connector.id}" has no operation of this name.`, { at: 'operation', noEffect: true })
  return operation
}

/** Compiles every template and expression of an operation. Throws `expression.invalid`. */
export function prepareOperation(id: string, operation: Operation, place: OperationPlace): PreparedOperation {
  const { connector, compiler, base, headers } = place
  const at = `operations.${id}`
  const paging = operation.paging && preparePaging(operation.paging, compiler, `${at}.paging`)
  const { idempotency } = operation
  const timeoutMs = place.timeoutMs ?? operation.timeoutMs ?? connector.timeoutMs
  return {
    effect: operation.effect,
    by: repeatSafety(operation),
    look: prepareReadBack(operation, { compiler, at: `${at}.idempotency`, settleMs: connector.settleMs ?? timeoutMs, now: place.now }),
    timeoutMs,
    response: operation.response,
    keyHeader: idempotency.by === 'key' ? idempotency.header.toLowerCase() : undefined,
    page: (input) => paging?.request(input),
    request: prepareRequest(operation.request, { compiler, base, at: `${at}.request`, headers }),
    failure: prepareFailures([...operation.failures, ...connector.failures], { compiler, at, success: operation.success }),
    output: prepareOutput(operation.result === undefined ? undefined : compileTemplate(operation.result, compiler, `${at}.result`), paging),
    reference: prepareReference(operation.reference === undefined ? undefined : compileTemplate(operation.reference, compiler, `${at}.reference`)),
  }
}

// References are stored: what could be a sentence or an e-mail address is none.
const SAFE_REFERENCE = /^[^\s@]{1,200}$/

function prepareReference(template: PreparedTemplate | undefined): PreparedOperation['reference'] {
  return async (written) => {
    try {
      const value = await template?.from(written)
      const text = typeof value === 'number' ? String(value) : value
      return typeof text === 'string' && SAFE_REFERENCE.test(text) ? text : undefined
    } catch {
      return undefined
    }
  }
}

/** With paging the output is a page, unless the result template, which then sees it as `page`, makes something else of it. */
function prepareOutput(result: PreparedTemplate | undefined, paging: PreparedPaging | undefined): PreparedOperation['output'] {
  return async (scope, request) => {
    const page = paging && request ? await paging.result(scope, request) : undefined
    if (result) return result.from(page ? { ...scope, page } : scope)
    return page ?? scope.body
  }
}
