const names = (): string[] => [Object.prototype, Array.prototype, Function.prototype].flatMap((each) => Object.getOwnPropertyNames(each))

/** Remembers the prototypes of this process. What it gives throws where one has changed, or a hostile text was run as code. */
export function watchPrototypes(): () => void {
  const before = names().join()
  return () => {
    if (names().join() !== before) throw new Error('A prototype was changed.')
    if ('pwned' in globalThis) throw new Error('A text was run as code.')
  }
}
