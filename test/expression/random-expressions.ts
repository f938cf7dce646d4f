/** Makes JSON documents and JSONata expressions over them, the same for the same seed. */
export class RandomExpressions {
  private state: number
  private variables: string[] = []

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** A JSON document; mostly an object with the names that the expressions use. */
  document(): unknown {
    if (this.chance(0.1)) return this.value(3)
    return Object.fromEntries(NAMES.filter(() => this.chance(0.8)).map((name) => [name, this.value(3)]))
  }

  value(depth: number): unknown {
    const kind = this.next()
    if (depth <= 0 || kind < 0.45) return this.pick(SCALARS)
    if (kind < 0.7) return Object.fromEntries(this.some(NAMES, 4).map((name) => [name, this.value(depth - 1)]))
    const length = this.pick([0, 1, 1, 2, 3, 4])
    return Array.from({ length }, () =>
      this.chance(0.6) ? Object.fromEntries(this.some(NAMES, 5).map((name) => [name, this.value(this.chance(0.7) ? 0 : depth - 1)])) : this.value(depth - 1),
    )
  }

  expression(depth = 1 + this.index(4)): string {
    if (depth <= 0) return this.leaf()
    const make = this.pick<(depth: number) => string>([
      (d) => this.path(d),
      (d) => this.path(d),
      (d) => this.path(d) + this.predicate(d),
      (d) => `(${this.expression(d)} ${this.pick(OPERATORS)} ${this.expression(d)})`,
      (d) => `${this.path(d)} ${this.pick(['&', '=', 'and', 'or', 'in'])} ${this.expression(d)}`,
      (d) => `(${this.expression(d)} ? ${this.expression(d)}${this.chance(0.8) ? ` : ${this.expression(d)}` : ''})`,
      (d) => `(${this.expression(d)} ${this.pick(['?:', '??'])} ${this.expression(d)})`,
      (d) => `{${this.fields(d)}}`,
      (d) => `[${this.list(d)}]${this.chance(0.2) ? this.predicate(d) : ''}`,
      (d) => this.call(d),
      (d) => this.call(d),
      (d) => this.call(d) + this.predicate(d),
      (d) => this.block(d),
      (d) => `${this.path(d)}^(${this.pick(['', '>', '<'])}${this.pick(NAMES)})`,
      (d) => `${this.path(d)}{${this.pick(NAMES)}: ${this.expression(d)}}`,
      (d) => `(${this.expression(d)} ~> ${this.pick(APPLIED)})`,
      (d) => `-${this.path(d)}`,
    ])
    return make(depth - 1)
  }

  private leaf(): string {
    if (this.variables.length > 0 && this.chance(0.35)) return this.pick(this.variables) + (this.chance(0.4) ? `.${this.pick(NAMES)}` : '')
    return this.pick([
      () => this.path(0),
      () => this.path(0),
      () => this.path(0),
      () => this.pick(LITERALS),
      () => this.pick(LITERALS),
      () => this.pick(['$', '$v', '$$.a', '$table', '$$']),
    ])()
  }

  private path(depth: number): string {
    const start = this.chance(0.15) ? this.pick(['$', '$$', '$v']) : this.pick(NAMES)
    return [start, ...Array.from({ length: this.index(3) }, () => this.step(depth))].join('.')
  }

  private step(depth: number): string {
    const kind = this.next()
    if (depth <= 0 || kind < 0.6) return this.pick(NAMES) + (depth > 0 && this.chance(0.15) ? this.predicate(depth) : '')
    if (kind < 0.75) return `{${this.fields(depth - 1)}}`
    if (kind < 0.82) return `(${this.expression(depth - 1)})`
    if (kind < 0.88) return `[${this.list(depth - 1)}]`
    return this.pick([`$uppercase(${this.pick(NAMES)})`, '*', '**', '$string()', '$', '"a"'])
  }

  private predicate(depth: number): string {
    return this.pick([
      () => `[${this.pick(['0', '1', '-1', '2', '0.5'])}]`,
      () => `[${this.expression(depth - 1)}]`,
      () => `[${this.expression(depth - 1)}]`,
      () => '[]',
    ])()
  }

  private fields(depth: number): string {
    const keys = this.some(['k', 'l', 'm', '1', '__proto__', 'constructor'], 3)
    return keys.map((key) => `${this.chance(0.9) ? `"${key}"` : this.pick(NAMES)}: ${this.expression(depth - 1)}`).join(', ')
  }

  private list(depth: number): string {
    return Array.from({ length: this.index(4) }, () => (this.chance(0.1) ? this.pick(['[1..3]', '1..4', '5..2']) : this.expression(depth - 1))).join(', ')
  }

  private block(depth: number): string {
    const name = this.pick(['$w', '$x', '$y'])
    if (this.chance(0.3)) return `($f := ${this.lambda(depth, ['$i'])}; $f(${this.expression(depth)}))`
    return `(${name} := ${this.expression(depth)}; ${this.within([name], () => this.expression(depth))})`
  }

  private lambda(depth: number, parameters: string[]): string {
    return `function(${parameters.join(', ')}){ ${this.within(parameters, () => (this.chance(0.3) ? this.call(depth) : this.expression(depth)))} }`
  }

  private within(names: string[], make: () => string): string {
    const outer = this.variables
    this.variables = [...outer, ...names]
    const made = make()
    this.variables = outer
    return made
  }

  private call(depth: number): string {
    const argument = (): string => this.expression(depth - 1)
    const shape = this.pick(CALLS)
    return shape.replace(/[etnF]\b(?=[,) ])|L+\b/g, (mark) => {
      if (mark === 'e') return argument()
      if (mark === 't') return this.pick(TEXTS)
      if (mark === 'n') return this.pick(['0', '1', '2', '-1', '3.5'])
      if (mark === 'F') return this.pick(['$uppercase', '$string', '$keys', '$sum', '$count', '$boolean', '$length'])
      return this.lambda(depth - 1, ['$i', '$j', '$k'].slice(0, mark.length))
    })
  }

  private next(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0
    return this.state / 4294967296
  }

  private index(below: number): number {
    return Math.floor(this.next() * below)
  }

  private chance(share: number): boolean {
    return this.next() < share
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.index(list.length)] as T
  }

  private some(list: readonly string[], most: number): string[] {
    return list.filter(() => this.chance(0.5)).slice(0, this.index(most + 1))
  }
}

const NAMES = ['a', 'b', 'c', 'd', 'items', 'name', 'qty', 'x', 'constructor', 'length', '`__proto__`']
const SCALARS = [0, 1, 2, -1, 3.5, 100, 0.1, 2.5, '', ' a b ', 'foo', 'Bar', '2', 'x,y', '2024-01-05', true, false, null, 'é😀z', 1e21, 12345.678901234567]
const LITERALS = ['0', '1', '2', '-1', '3.5', '""', '"a"', '"foo"', '"2"', '" "', 'true', 'false', 'null']
const TEXTS = ['""', '"a"', '"foo"', '","', '" "']
const OPERATORS = ['+', '-', '*', '/', '%', '&', '&', '=', '!=', '<', '<=', '>', '>=', 'and', 'or', 'in']
const APPLIED = [
  '$uppercase()',
  '$string()',
  '$sum()',
  '$count()',
  '$join(",")',
  '$keys()',
  '$append(1)',
  '$uppercase',
  '$map(function($i){$i})',
  '$lookup("a")',
]

/** Shapes of calls: `e` an expression, `t` a text, `n` a number, `F` a builtin, `L`, `LL`, `LLL` a function of so many parameters. */
const CALLS = [
  ...'uppercase lowercase trim string length sum count max min average join round floor ceil abs number exists not boolean keys merge distinct reverse sort type spread sqrt'
    .split(' ')
    .map((name) => `$${name}(e )`),
  '$substring(e , n )',
  '$substring(e , n , n )',
  '$substringBefore(e , t )',
  '$substringAfter(e , t )',
  '$join(e , t )',
  '$round(e , n )',
  '$lookup(e , t )',
  '$lookup(e , e )',
  '$append(e , e )',
  '$contains(e , t )',
  '$replace(e , t , t )',
  '$split(e , t )',
  '$zip(e , e )',
  '$contains(e , /a/)',
  '$replace(e , /[ao]/, t )',
  '$split(e , /,/)',
  '$match(e , /o+/)',
  '$match(e , /(a)b?/)',
  '$map(e , L)',
  '$map(e , LL)',
  '$map(e , LLL)',
  '$filter(e , L)',
  '$filter(e , LL)',
  '$reduce(e , LL)',
  '$reduce(e , LL, e )',
  '$each(e , LL)',
  '$sift(e , L)',
  '$single(e , L)',
  '$map(e , F )',
  '$sort(e , LL)',
  '$sift(e , LL)',
  '$pad(e , 5)',
  '$uppercase()',
  '$string()',
  '$substringBefore(t )',
  '$keys()',
  '$formatNumber(e , "#,##0.00")',
  '$fromMillis(1700000000000, "[D01]/[M01]/[Y0001]")',
  '$toMillis("2024-01-05T10:00:00Z")',
  '$now() > ""',
  '$power(e , n )',
  '$ref(e , t , e )',
  '$refId($ref("s", "e", e ))',
  '$decimalSum([t , "1.50"])',
  '$decimalRound($string(n ), 2)',
  '$clone(e )',
  '$base64encode(e )',
  '$encodeUrlComponent(e )',
]
