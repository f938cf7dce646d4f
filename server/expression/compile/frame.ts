/** One JavaScript function under construction: its own variables, and which ones of the functions around it the code uses. */
export class Frame {
  readonly temps: string[] = []
  readonly outside = new Set<string>()
  private readonly own: Set<string>
  private readonly parent: Frame | undefined

  constructor(parameters: readonly string[], parent?: Frame) {
    this.own = new Set(parameters)
    this.parent = parent
  }

  /** A variable of this function. */
  declare(name: string): string {
    this.temps.push(name)
    this.own.add(name)
    return name
  }

  /** Notes that code of this function names a variable of it or of a function around it. */
  use(name: string): string {
    if (this.own.has(name)) return name
    this.outside.add(name)
    this.parent?.use(name)
    return name
  }
}
