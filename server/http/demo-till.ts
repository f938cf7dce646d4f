import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { Express, Request, RequestHandler } from 'express'
import { z } from 'zod'
import type { Hub } from '../hub/hub.ts'
import { Problem } from '../model/problem.ts'
import { checkInput } from './check-input.ts'
import type { HttpEnvironment } from './environment.ts'
import { Exchange } from './exchange.ts'
import { readJsonBody } from './json-body.ts'
import { admit } from './mount-endpoints.ts'
import { SELECTOR_SCRIPT_PATH } from './selector-files.ts'

/** The client that comes with the sandbox systems. */
const CLIENT = 'demo'
/** The key that tokens of the till are made from; revoking it ends them. */
const KEY_NAME = 'Demo till'
const TOKEN_MINUTES = 60
const BODY_LIMIT = 1000

/** Nothing but its own two scripts, and nothing inline. */
const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Demo till - Patchbay</title><link rel="icon" href="data:,"><script type="module" src="${SELECTOR_SCRIPT_PATH}"></script><script type="module" src="/demo/till/till.js"></script></head><body></body></html>`

const CrmWish = z.strictObject({ down: z.boolean().optional() })

/** The demo till: a page that uses the selector as a POS would. There only while the sandbox systems run. */
export function mountDemoTill(app: Express, environment: HttpEnvironment): void {
  const { demo, settings, log, hub } = environment
  if (!demo)
    return void app.use('/demo', (_request, response) =>
      new Exchange(log, '/demo', response).fail(new Problem('request.not-found', 'The sandbox systems do not run, and without them there is no demo.')),
    )
  app.get('/demo/till', (_request, response) => {
    response.setHeader('content-security-policy', POLICY)
    response.setHeader('cache-control', 'no-cache')
    response.type('html').send(PAGE)
  })
  app.get('/demo/till/till.js', (_request, response) => {
    response.setHeader('cache-control', 'no-cache')
    response.type('text/javascript')
    createReadStream(join(settings.editorFolder, 'till', 'till.js'))
      .on('error', () =>
        new Exchange(log, '/demo/till/till.js', response).fail(new Problem('request.not-found', 'The demo till is not built: run npm run build.')),
      )
      .pipe(response)
  })
  app.post(
    '/demo/till/token',
    asIntegrator(environment, '/demo/till/token', (_request, user) => makeToken(hub, user)),
  )
  app.post(
    '/demo/till/crm',
    asIntegrator(environment, '/demo/till/crm', async (request) => {
      const { down } = checkInput(CrmWish, (await readJsonBody(request, BODY_LIMIT)).value)
      if (down !== undefined) demo.setCrmDown(down)
      return { down: demo.crmDown() }
    }),
  )
}

/** Serves whoever is logged into the editor with the role integrator, from a page of this server only. */
function asIntegrator(environment: HttpEnvironment, path: string, act: (request: Request, user: string) => Promise<unknown>): RequestHandler {
  return async (request, response) => {
    const exchange = new Exchange(environment.log, path, response)
    response.setHeader('cache-control', 'no-store')
    try {
      const caller = await admit(environment, { id: path, method: 'post', role: 'integrator' }, request)
      exchange.caller = caller!.user
      response.json(await act(request, caller!.user))
    } catch (error) {
      exchange.fail(error)
    }
  }
}

/** A token of the demo client. Its key is made once, and again after it was revoked. */
async function makeToken({ keys, tokens }: Hub, user: string): Promise<{ token: string; expiresAt: string }> {
  const known = (await keys.list(CLIENT)).find(({ name, revokedAt }) => name === KEY_NAME && revokedAt === null)
  const { id } = known ?? (await keys.create({ client: CLIENT, name: KEY_NAME, by: user })).view
  return tokens.issue({ client: CLIENT, key: id, minutes: TOKEN_MINUTES })
}
