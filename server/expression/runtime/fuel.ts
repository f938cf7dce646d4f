import { exceededLimit } from '../expression-problem.ts'

/** What one evaluation of compiled code may still spend: array elements visited and long texts built. */
export interface Fuel {
  left: number
}

/** Elements and characters that one evaluation may visit. About a second of work. */
export const FULL_TANK = 20_000_000

/** Takes from the fuel. Throws `expression.limit` when it is used up. */
export function spend(fuel: Fuel, amount: number): void {
  fuel.left -= amount
  if (fuel.left < 0) throw exceededLimit('work')
}

/** Thrown where compiled code meets something it does not do exactly as the library; the library then runs the expression again. */
export const DEOPT = new Error('deopt')

/** Gives up the compiled evaluation. */
export function deopt(): never {
  throw DEOPT
}
