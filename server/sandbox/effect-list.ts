/** Something that changed in a sandbox system. */
export interface SandboxEffect {
  /** Such as `sale.created`. */
  readonly kind: string
  /** What the caller knows it by, such as the external number. */
  readonly key: string
  /** What it belongs to, such as the account: to see whether order was kept. */
  readonly of?: string
}

/** Effects kept in detail; later ones are only counted. */
const MOST = 500_000

/** Everything that changed in a sandbox since its last reset, in order: so that tests can count what was lost, doubled or out of order. */
export class EffectList {
  private readonly list: SandboxEffect[] = []
  private readonly counts = new Map<string, number>()

  add(effect: SandboxEffect): void {
    this.counts.set(effect.kind, (this.counts.get(effect.kind) ?? 0) + 1)
    if (this.list.length < MOST) this.list.push(effect)
  }

  reset(): void {
    this.list.length = 0
    this.counts.clear()
  }

  /** Counts by kind, and the effects from the given number on, 0 being the first. */
  view(from: number): { counts: Record<string, number>; effects: readonly SandboxEffect[] } {
    return { counts: Object.fromEntries(this.counts), effects: this.list.slice(from) }
  }
}
