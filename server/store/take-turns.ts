/** Makes a function that runs the works of one key one after the other, in the order of its calls; other keys do not wait. */
export function takeTurns(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
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
