import type { FailureRule } from '../model/connector.ts'
import type { ProblemCode } from '../model/problem-table.ts'
import { Problem, type ProblemOptions } from '../model/problem.ts'
import { retryAfterSeconds } from './limit-headers.ts'
import type { TargetResponse } from './response.ts'
import { compileExpression, type Compiler, type Fill } from './template.ts'

/** What the expressions of a rule see. */
export interface ResponseScope extends TargetResponse {
  readonly input: unknown
}

/** A response that is a failure. */
export interface Failure {
  readonly problem: Problem
  /** What the rule that held says of it. */
  readonly noEffect?: boolean | undefined
}

/** What is wrong with a response, or undefined for a good one. */
export type FailureCheck = (scope: ResponseScope) => Failure | undefined | Promise<Failure | undefined>

export interface FailurePlace {
  readonly compiler: Compiler
  readonly at: string
  /** Statuses of success; 200-299 if left out. */
  readonly success: readonly number[] | undefined
}

interface PreparedRule {
  readonly rule: FailureRule
  readonly when: Fill | undefined
  readonly details: Readonly<Partial<Record<'code' | 'message' | 'field' | 'retryAfter', Fill>>>
}

/** Prepares the rules; the first one that holds decides, then the status. */
export function prepareFailures(rules: readonly FailureRule[], place: FailurePlace): FailureCheck {
  const prepared = rules.map((rule, index) => prepareRule(rule, `${place.at}.failures[${index}]`, place.compiler))
  const good = place.success ? new Set(place.success) : undefined
  const byStatus = (scope: ResponseScope): Failure | undefined => {
    const { status } = scope
    if (good ? good.has(status) : status >= 200 && status < 300) return undefined
    return { problem: new Problem(codeForStatus(status), `The target answered ${status}.`, retryAfterOf(scope)) }
  }
  return (scope) => {
    // A rule for other statuses needs no look at the answer, so that a good one mostly passes without a wait.
    const open = prepared.filter(({ rule }) => !rule.status || rule.status.includes(scope.status))
    return open.length === 0 ? byStatus(scope) : byRules(open, scope, byStatus)
  }
}

/** The problem code for a status that no rule knows. */
export function codeForStatus(status: number): ProblemCode {
  if (status === 400 || status === 422) return 'target.validation'
  if (status === 401) return 'target.auth'
  if (status === 403) return 'target.forbidden'
  if (status === 404 || status === 410) return 'target.not-found'
  if (status === 409 || status === 412) return 'target.conflict'
  if (status === 429) return 'target.rate-limited'
  if (status === 408 || status === 504) return 'target.timeout'
  if (status === 502 || status === 503) return 'target.unavailable'
  // A redirect is not followed; it mostly leads to a login page or another base URL.
  if (status >= 300 && status < 400) return 'target.malformed'
  return 'target.failed'
}

function prepareRule(rule: FailureRule, at: string, compiler: Compiler): PreparedRule {
  const details: Partial<Record<'code' | 'message' | 'field' | 'retryAfter', Fill>> = {}
  for (const name of ['code', 'message', 'field', 'retryAfter'] as const) {
    const text = rule[name]
    if (text !== undefined) details[name] = compileExpression(text, compiler, `${at}.${name}`)
  }
  return { rule, when: rule.when === undefined ? undefined : compileExpression(rule.when, compiler, `${at}.when`), details }
}

/** The first of the rules that holds decides, then the status. */
async function byRules(rules: readonly PreparedRule[], scope: ResponseScope, byStatus: FailureCheck): Promise<Failure | undefined> {
  for (const entry of rules) {
    if (entry.when === undefined || (await entry.when(scope)) === true) return { problem: await problemOf(entry, scope), noEffect: entry.rule.noEffect }
  }
  return byStatus(scope)
}

async function problemOf({ rule, details }: PreparedRule, scope: ResponseScope): Promise<Problem> {
  const code = await details.code?.(scope)
  const message = await details.message?.(scope)
  const seconds = await details.retryAfter?.(scope)
  const isSafe = (text: unknown): text is string => typeof text === 'string' && SAFE.test(text) && !isValueOf(scope.input, text.toLowerCase())
  const fields = [await details.field?.(scope)].flat().filter(isSafe)
  const vendorCode = typeof code === 'number' ? String(code) : code
  return new Problem(rule.problem, `The target answered ${scope.status} with an error.`, {
    ...(isSafe(vendorCode) && { vendorCode }),
    ...(typeof message === 'string' && { vendorMessage: message.slice(0, 2000) }),
    ...(fields.length > 0 && { errors: fields.map((path) => ({ path, message: 'The target refused this field.' })) }),
    ...(typeof seconds === 'number' && seconds >= 0 && Number.isFinite(seconds) ? { retryAfter: seconds } : retryAfterOf(scope)),
  })
}

// Codes and field names are stored: anything that could be a sentence or an e-mail address is not.
const SAFE = /^[A-Za-z0-9_.:[\]-]{1,100}$/

/** Is the text what was sent? Then the target repeats a value instead of naming a code or a field. */
function isValueOf(sent: unknown, text: string): boolean {
  if (typeof sent === 'object' && sent !== null) return Object.values(sent).some((value) => isValueOf(value, text))
  return (typeof sent === 'string' || typeof sent === 'number') && String(sent).toLowerCase() === text
}

function retryAfterOf({ headers }: ResponseScope): Pick<ProblemOptions, 'retryAfter'> {
  const retryAfter = retryAfterSeconds(headers)
  return retryAfter === undefined ? {} : { retryAfter }
}
