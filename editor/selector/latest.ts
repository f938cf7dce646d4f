/** Gives a signal for a new request and ends the one before. */
export function latest(): { next(): AbortSignal; stop(): void } {
  let controller: AbortController | undefined
  const stop = (): void => controller?.abort()
  return {
    next() {
      stop()
      controller = new AbortController()
      return controller.signal
    },
    stop,
  }
}
