import type { Server } from 'socket.io'

/** What the channels of several servers tell each other: somebody watches there; the sessions of a user have ended. */
export interface BetweenChannels {
  watched(): void
  ended(user: string): void
}

/** Milliseconds between two words that somebody watches, and for how long one counts. */
const SAY_EVERY = 5_000
const COUNTS_FOR = 15_000

/** Whether anybody watches, here or on another server: nothing is sent for nobody. `shared`: there may be other servers. */
export function openAudience(io: Server<object, object, BetweenChannels>, shared: boolean): { isThere(): boolean; close(): void } {
  let elsewhereUntil = 0
  const isHere = (): boolean => io.engine.clientsCount > 0
  if (!shared) return { isThere: isHere, close: () => undefined }
  const say = (): void => {
    if (isHere()) io.serverSideEmit('watched')
  }
  io.on('watched', () => (elsewhereUntil = Date.now() + COUNTS_FOR))
  io.on('connection', say)
  const timer = setInterval(say, SAY_EVERY).unref()
  return { isThere: () => isHere() || Date.now() < elsewhereUntil, close: () => clearInterval(timer) }
}
