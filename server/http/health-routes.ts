import type { Express } from 'express'
import type { HttpEnvironment } from './environment.ts'

/** `/health/live`: the process answers. `/health/ready`: it takes calls. Both are public and say nothing more. */
export function mountHealthRoutes(app: Express, { ready }: HttpEnvironment): void {
  app.get('/health/live', (_request, response) => {
    response.set('cache-control', 'no-store').json({ live: true })
  })
  app.get('/health/ready', async (_request, response) => {
    const answer = await ready().catch(() => false)
    response
      .status(answer ? 200 : 503)
      .set('cache-control', 'no-store')
      .json({ ready: answer })
  })
}
