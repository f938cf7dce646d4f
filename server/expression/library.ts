import jsonata from 'jsonata'
import type { AstNode } from './ast.ts'
import type { Bindings } from './expression.ts'
import { EXTRA_FUNCTIONS } from './functions.ts'

/** A function as the library defines it. */
export interface LibraryFunction {
  readonly implementation: (this: unknown, ...args: unknown[]) => unknown
  /** Gives the arguments, completed from the context; throws where they do not fit. */
  readonly signature: { validate(args: unknown[], context: unknown): unknown[] }
}

/** An expression in the hands of the library. */
export interface LibraryProgram {
  readonly ast: AstNode
  evaluate(input: unknown, bindings: Bindings): Promise<unknown>
}

/**
 * A program that is parsed again where it is needed after all: what the library keeps of a program is large (tens of kilobytes), and compiled
 * expressions hardly ever need it.
 */
export class ProgramOnDemand implements LibraryProgram {
  private readonly parse: () => LibraryProgram
  private known: WeakRef<LibraryProgram> | undefined
  private readonly tree: WeakRef<AstNode> | undefined

  /** A known tree is small, and is asked for again soon or never. */
  constructor(parse: () => LibraryProgram, tree?: AstNode) {
    this.parse = parse
    this.tree = tree && new WeakRef(tree)
  }

  get ast(): AstNode {
    return this.tree?.deref() ?? this.program().ast
  }

  evaluate(input: unknown, bindings: Bindings): Promise<unknown> {
    return this.program().evaluate(input, bindings)
  }

  private program(): LibraryProgram {
    const found = this.known?.deref() ?? this.parse()
    this.known = new WeakRef(found)
    return found
  }
}

export interface LibraryOptions {
  /** Milliseconds; the library looks at the clock between two nodes of the tree only. */
  timeoutMs?: number
  /** The time of `$now()` and `$millis()`, in milliseconds since 1970. */
  now?: () => number
}

/** Parses with the library and adds Patchbay's own functions. Throws the library's own errors. */
export function parseWithLibrary(text: string, options: LibraryOptions = {}): LibraryProgram {
  const program = jsonata(text, options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs })
  for (const extra of EXTRA_FUNCTIONS) program.registerFunction(extra.name, extra.run, extra.signature)
  const { now } = options
  if (now) registerClock(program, now)
  return { ast: program.ast() as AstNode, evaluate: (input, bindings) => program.evaluate(input, bindings) }
}

function registerClock(program: jsonata.Expression, now: () => number): void {
  const format = LIBRARY_FUNCTIONS.get('fromMillis')
  program.registerFunction('millis', () => now(), '<:n>')
  program.registerFunction('now', (picture: unknown, timezone: unknown) => format?.implementation.call(undefined, now(), picture, timezone), '<s?s?:s>')
}

const NAMES =
  'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse each error assert type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl eval toMillis fromMillis clone now millis'.split(
    ' ',
  )

/** Every function that an expression can call by name, borrowed from the library so that results and argument checks are its own. */
export const LIBRARY_FUNCTIONS: ReadonlyMap<string, LibraryFunction> = await borrowFunctions()

async function borrowFunctions(): Promise<Map<string, LibraryFunction>> {
  const names = [...NAMES, ...EXTRA_FUNCTIONS.map((extra) => extra.name)]
  const found = names.map(async (name): Promise<[string, LibraryFunction]> => [
    name,
    (await parseWithLibrary(`$${name}`).evaluate(undefined, {})) as LibraryFunction,
  ])
  return new Map(await Promise.all(found))
}
