import { Problem } from '../model/problem.ts'

/** The result of a work; what goes wrong in it is a Problem: its own, or `storage.failed` with this detail. */
export async function orStorageProblem<T>(detail: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw cause instanceof Problem ? cause : new Problem('storage.failed', detail, { cause })
  }
}
