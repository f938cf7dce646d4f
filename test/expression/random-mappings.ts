import { Mapping, type MappingRow } from '../../server/model/mapping.ts'
import { RandomExpressions } from './random-expressions.ts'

/** Makes mappings with loops, tables and expressions over random documents, the same for the same seed. */
export class RandomMappings {
  private readonly expressions: RandomExpressions
  private state: number
  private rows = 0

  constructor(seed: number) {
    this.expressions = new RandomExpressions(seed)
    this.state = seed >>> 0
  }

  document(): unknown {
    return this.expressions.document()
  }

  mapping(): Mapping {
    this.rows = 0
    return Mapping.parse({ rows: this.level(2) })
  }

  private level(depth: number): MappingRow[] {
    return Array.from({ length: 1 + this.index(4) }, (_, index) => this.row(`t${index}`, depth))
  }

  private row(target: string, depth: number): MappingRow {
    const id = `r${++this.rows}`
    const kind = this.index(10)
    if (kind < 3 && depth > 0) return { id, target, from: { kind: 'each', path: this.path() }, rows: this.level(depth - 1) }
    if (kind < 5) return { id, target, from: { kind: 'path', path: this.path() } }
    if (kind === 5) return { id, target, from: { kind: 'constant', value: 'fixed' } }
    if (kind === 6) return { id, target, from: { kind: 'table', path: this.path(), entries: { foo: 1, 2: 'two' }, otherwise: 'pass' } }
    return { id, target: kind === 7 ? `${target}.inner` : target, from: { kind: 'expression', text: this.expressions.expression(1 + this.index(2)) } }
  }

  private path(): string {
    return this.pick(['a', 'b', 'items', 'items.name', 'items[qty > 1]', 'items^(qty)', 'a.b', 'x', '$root.items', 'items.{"k": name, "l": qty}', 'c.*', '$'])
  }

  private index(below: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0
    return Math.floor((this.state / 4294967296) * below)
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.index(list.length)] as T
  }
}
