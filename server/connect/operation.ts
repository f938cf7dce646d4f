import type { Connector, Operation } from '../model/connector.ts'
import { prepareFailures, type FailureCheck, type ResponseScope } from './failures.ts'
import { preparePaging, type PageRequest, type PreparedPaging } from './paging.ts'
import { prepareRequest, type RequestBuilder } from './request.ts'
import type { ResponseKind } from './response.ts'
import { compileTemplate, type Compiler, type PreparedTemplate } from './template.ts'

/** An operation of one connection, compiled. */
export interface PreparedOperation {
  readonly effect: Operation['effect']
  readonly timeoutMs: number
  readonly response: ResponseKind
  /** Header for the idempotency key, where the target knows one. */
  readonly keyHeader: string | undefined
  readonly page: (input: unknown) => PageRequest | undefined
  readonly request: RequestBuilder
  readonly failure: FailureCheck
  readonly output: (scope: ResponseScope, page: PageRequest | undefined) => Promise<unknown>
}

export interface OperationPlace {
  readonly connector: Connector
  readonly compiler: Compiler
  readonly base: URL
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number | undefined
}

/** Compiles every template and expression of an operation. Throws `expression.invalid`. */
export function prepareOperation(id: string, operation: Operation, place: OperationPlace): PreparedOperation {
  const { connector, compiler, base, headers } = place
  const at = `operations.${id}`
  const paging = operation.paging && preparePaging(operation.paging, compiler, `${at}.paging`)
  const { idempotency } = operation
  return {
    effect: operation.effect,
    timeoutMs: place.timeoutMs ?? operation.timeoutMs ?? connector.timeoutMs,
    response: operation.response,
    keyHeader: idempotency.by === 'key' ? idempotency.header.toLowerCase() : undefined,
    page: (input) => paging?.request(input),
    request: prepareRequest(operation.request, { compiler, base, at: `${at}.request`, headers }),
    failure: prepareFailures([...operation.failures, ...connector.failures], { compiler, at, success: operation.success }),
    output: prepareOutput(operation.result === undefined ? undefined : compileTemplate(operation.result, compiler, `${at}.result`), paging),
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
