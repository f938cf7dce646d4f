/** Runs the works of one key one after the other; other keys do not wait. */
export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>

/** Takes turns within this process, in the order of the calls. */
export function takeTurns(): InTurn {
  const last = new Map<string, Promise<unknown>>()

  const runAfter = async <T>(before: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> => {
    // How the work before ended is the matter of its own caller.
    await before?.catch(() => undefined)
    return work()
  }

  return async (key, work) => {
    const result = runAfter(last.get(key), work)
    last.set(key, result)
    try {
      return await result
    } finally {
      if (last.get(key) === result) last.delete(key)
    }
  }
}
