import type { Expressions } from '../expression/expression.ts'
import type { Template } from '../model/connector.ts'
import { Problem, toProblem } from '../model/problem.ts'

/** What connect needs of the expression room. */
export type Compiler = Pick<Expressions, 'compile'>

/** The value of a template for a scope, or a promise of it where an expression needs one. Undefined is "nothing". */
export type Fill = (scope: unknown) => unknown

export interface PreparedTemplate {
  /** True where no expression is inside: the value is the same for every scope. */
  readonly constant: boolean
  readonly from: Fill
}

/**
 * Turns a value template into a function, once. `at` is the place of the template in its document, for problems.
 * A key without a value is left out; an array item without a value becomes `null`, so that positions stay.
 * Throws `expression.invalid`.
 */
export function compileTemplate(template: Template, compiler: Compiler, at: string): PreparedTemplate {
  if (typeof template === 'string') return compileText(template, compiler, at)
  if (Array.isArray(template)) return compileList(template, compiler, at)
  if (typeof template === 'object' && template !== null) return compileObject(template, compiler, at)
  return constant(template)
}

/** An expression as a function of its scope; problems carry `at`. */
export function compileExpression(text: string, compiler: Compiler, at: string): Fill {
  const expression = placed(at, () => compiler.compile(text))
  const fail = (error: unknown): never => {
    throw moved(toProblem(error, 'expression.failed'), at)
  }
  return (scope) => {
    try {
      const value = expression.evaluate(scope)
      return value instanceof Promise ? value.catch(fail) : value
    } catch (error) {
      return fail(error)
    }
  }
}

const constant = (value: unknown): PreparedTemplate => ({ constant: true, from: () => value })

function compileText(text: string, compiler: Compiler, at: string): PreparedTemplate {
  if (text.startsWith('==')) return constant(text.slice(1))
  if (!text.startsWith('=')) return constant(text)
  return { constant: false, from: compileExpression(text.slice(1), compiler, at) }
}

function compileList(items: readonly Template[], compiler: Compiler, at: string): PreparedTemplate {
  const parts = items.map((item, index) => compileTemplate(item, compiler, `${at}[${index}]`))
  return assembled(parts, (values) => values.map((value) => value ?? null))
}

function compileObject(template: Readonly<Record<string, Template>>, compiler: Compiler, at: string): PreparedTemplate {
  const keys = Object.keys(template)
  if (keys.includes('__proto__')) throw new Problem('expression.invalid', 'A template must not hold the key __proto__.', { at })
  const parts = keys.map((key) => compileTemplate(template[key] as Template, compiler, `${at}.${key}`))
  return assembled(parts, (values) => {
    const made: Record<string, unknown> = {}
    for (const [index, key] of keys.entries()) if (values[index] !== undefined) made[key] = values[index]
    return made
  })
}

function assembled(parts: readonly PreparedTemplate[], assemble: (values: readonly unknown[]) => unknown): PreparedTemplate {
  if (parts.every((part) => part.constant)) return constant(assemble(parts.map((part) => part.from(undefined))))
  return { constant: false, from: (scope) => gather(parts, scope, assemble) }
}

/** Fills all parts; stays synchronous unless one of them is a promise. */
function gather(parts: readonly PreparedTemplate[], scope: unknown, assemble: (values: readonly unknown[]) => unknown): unknown {
  const values = parts.map((part) => part.from(scope))
  return values.some((value) => value instanceof Promise) ? Promise.all(values).then(assemble) : assemble(values)
}

function placed<T>(at: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw moved(toProblem(error, 'expression.invalid'), at)
  }
}

/** The place in the document instead of the position in the expression, which the detail names. */
const moved = ({ code, detail, cause }: Problem, at: string): Problem => new Problem(code, detail, { at, cause })
