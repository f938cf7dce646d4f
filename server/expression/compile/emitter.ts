import type { AstNode } from '../ast.ts'
import { isInherited, propertyOf, quote, type Code } from './code.ts'
import { Frame } from './frame.ts'
import type { Scope } from './scope.ts'

/** Where code is emitted: in which function, with which JavaScript variable as context, with which variables in sight. */
export interface Place {
  readonly frame: Frame
  readonly context: string
  readonly scope: Scope
  /** In the body of a function: how many conditions and blocks stand around, each of which collapses the value once more. */
  readonly wraps?: number
}

export type Emit = (emitter: Emitter, node: AstNode, place: Place) => Code

/** Collects the code of one expression: what stands in front of the main function, and which runtime functions and variables it needs. */
export class Emitter {
  readonly hoisted: string[] = []
  readonly helpers = new Set<string>()
  /** Builtins that the code calls by name: it holds only while no variable of the caller has such a name. */
  readonly builtins = new Set<string>()
  /** Objects that the code needs, reached as `K[0]`, `K[1]`, ... */
  readonly constants: unknown[] = []
  /** Variables that the caller binds, with their JavaScript names. */
  readonly free = new Map<string, string>()
  /** Emits the finished (collapsed) value of a node. */
  readonly value: (node: AstNode, place: Place) => Code
  private readonly shared = new Map<string, string>()
  private count = 0

  /** Emits the body of a function, whose last call gives its value uncollapsed. */
  readonly tail: (node: AstNode, place: Place) => Code

  constructor(emit: { value: Emit; tail: Emit }) {
    this.value = (node, place) => emit.value(this, node, place)
    this.tail = (node, place) => emit.tail(this, node, place)
  }

  id(prefix: string): string {
    this.count += 1
    return `${prefix}${this.count}`
  }

  /** A function of the runtime. */
  helper(name: string): string {
    this.helpers.add(name)
    return name
  }

  /** Puts a constant in front of the main function; equal ones once. */
  hoist(prefix: string, js: string): string {
    const known = this.shared.get(js)
    if (known !== undefined) return known
    const name = this.id(prefix)
    this.shared.set(js, name)
    this.hoisted.push(`const ${name}=${js};`)
    return name
  }

  /** The JavaScript variable for a variable that the caller binds. */
  freeVariable(name: string): string {
    const known = this.free.get(name)
    if (known !== undefined) return known
    const js = this.id('b')
    this.free.set(name, js)
    return js
  }

  context(place: Place): string {
    return place.frame.use(place.context)
  }

  temp(place: Place): string {
    return place.frame.declare(this.id('t'))
  }

  /** A function of the context value. It is hoisted if it uses nothing of the functions around it. */
  lambda(place: Place, body: (inner: Place) => Code): { js: string; type: number } {
    const context = this.id('c')
    return this.fn(place, [context], (frame) => body({ frame, context, scope: place.scope }))
  }

  /** A function with these JavaScript parameters. */
  fn(place: Place, parameters: readonly string[], body: (frame: Frame) => Code): { js: string; type: number } {
    const frame = new Frame(parameters, place.frame)
    const code = body(frame)
    const js = frame.temps.length === 0 ? `(${parameters.join()})=>(${code.js})` : `(${parameters.join()})=>{let ${frame.temps.join()};return ${code.js};}`
    return { js: frame.outside.size === 0 ? this.hoist('f', js) : `(${js})`, type: code.type }
  }

  /** Reads an own property of an object that is neither null nor an array. */
  property(object: string, key: string): string {
    if (isInherited(key)) this.helper('hasOwn')
    return propertyOf(object, key)
  }

  /** A name step: a function from any value to the collapsed value of the key. */
  getter(key: string): string {
    const isArray = this.helper('isArray')
    const read = `const v=${this.property('o', key)};return typeof v==='object'&&${isArray}(v)?${this.helper('collapse')}(v):v;`
    return this.hoist(
      'g',
      `(o)=>{if(typeof o!=='object'||o===null)return undefined;if(${isArray}(o))return ${this.helper('lookUpAll')}(o,${quote(key)});${read}}`,
    )
  }

  getters(keys: readonly string[]): string {
    return this.hoist('G', `[${keys.map((key) => this.getter(key)).join()}]`)
  }
}
