import type { HttpEnvironment } from '../environment.ts'
import type { CallerHandlers } from './serve-caller.ts'

/** Which discounts a customer gets: asked at every sale. */
export const discountCallers = ({ hub }: HttpEnvironment): Pick<CallerHandlers, 'discounts.find'> => ({
  'discounts.find': ({ client, body, signal }) => hub.discounts.find(client, body, signal),
})
