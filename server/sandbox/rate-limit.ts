/** Token bucket: as many as `perSecond` at once, refilled steadily. `take` is false when it is empty. */
export function createRateLimit(perSecond: number, now: () => number): { take(): boolean } {
  let tokens = perSecond
  let filledAt = now()
  return {
    take: () => {
      const time = now()
      tokens = Math.min(perSecond, tokens + ((time - filledAt) / 1000) * perSecond)
      filledAt = time
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
