/** Tells work that nobody waits for it any more. It is the part of an AbortSignal that is used here, so that an AbortSignal is one. */
export interface Cancellation {
  readonly aborted: boolean
  /** Why, once it is aborted. */
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/**
 * A cancellation together with its trigger: open -> aborted, once. Every request and every run has one, and making an AbortController takes
 * microseconds on Node 20, so that this is a plain object. A listener is called once, and not at all if it comes after the abort.
 */
export class Canceller implements Cancellation {
  aborted = false
  reason: unknown
  private readonly listeners: (() => void)[] = []

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.aborted) this.listeners.push(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const index = this.listeners.lastIndexOf(listener)
    if (index >= 0) this.listeners.splice(index, 1)
  }

  abort(reason?: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    for (const listener of this.listeners.splice(0)) listener()
  }
}
