import type { HttpEnvironment } from '../environment.ts'
import { discountCallers } from './discount-callers.ts'
import { documentCallers } from './document-callers.ts'
import { selectorCallers } from './selector-callers.ts'
import type { CallerHandlers } from './serve-caller.ts'

/** The handler of every endpoint of callers that no flow serves. */
export const allCallers = (environment: HttpEnvironment): CallerHandlers => ({
  ...selectorCallers(environment),
  ...documentCallers(environment),
  ...discountCallers(environment),
})
