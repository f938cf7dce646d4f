/** Stack frames that are printed. */
const MOST_FRAMES = 20

/** What may be printed of an error that nobody caught: its class and its stack frames. Its message and its fields may echo values. */
export function describeCrash(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const frames = (error.stack ?? '')
    .replace(error.message, '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
  return [error.name, ...frames.slice(0, MOST_FRAMES)].join('\n')
}
