/** A number of places, given to those who wait in the order in which they came. */
export class Slots {
  private left: number
  private readonly waiting: (() => void)[] = []

  constructor(count: number) {
    this.left = count
  }

  get free(): number {
    return this.left
  }

  get isContended(): boolean {
    return this.waiting.length > 0
  }

  async take(): Promise<void> {
    if (this.left === 0) return new Promise((resolve) => this.waiting.push(resolve))
    this.left -= 1
  }

  giveBack(): void {
    const next = this.waiting.shift()
    if (next) next()
    else this.left += 1
  }
}
