import { unsupported } from './code.ts'

/** What a variable of the expression is in the code. */
export interface Variable {
  readonly js: string
  readonly type: number
  /** Set for a function that is bound to a name: its number of parameters. */
  readonly arity?: number
}

/** The variables that are visible at a place of the expression. */
export class Scope {
  private readonly variables = new Map<string, Variable>()
  private readonly parent: Scope | undefined
  private readonly lambda: boolean
  /** Names that the rest of the block will bind. */
  private readonly pending: Set<string>

  constructor(parent?: Scope, options: { lambda?: boolean; pending?: readonly string[] } = {}) {
    this.parent = parent
    this.lambda = options.lambda === true
    this.pending = new Set(options.pending)
  }

  bind(name: string, variable: Variable): void {
    if (this.variables.has(name)) unsupported('a variable that is bound twice')
    this.variables.set(name, variable)
    this.pending.delete(name)
  }

  /** A lambda may run after a later binding of its surroundings, which it would then see: left to the library. */
  find(name: string, fromLambda = false): Variable | undefined {
    const found = this.variables.get(name)
    if (found) return found
    if (fromLambda && this.pending.has(name)) unsupported('a function that uses a variable bound later')
    return this.parent?.find(name, fromLambda || this.lambda)
  }
}
