import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Express, Request, Response } from 'express'
import { Problem } from '../model/problem.ts'
import type { HttpEnvironment } from './environment.ts'
import { Exchange } from './exchange.ts'

/** Where pages of other origins load the customer selector from. The number changes with its contract, not with its content. */
export const SELECTOR_SCRIPT_PATH = '/selector/v1/customer-selector.js'

/** How long a page may use the script without asking, in seconds; with its hash in the address (`?v=`), a year. */
const FRESH_SECONDS = 300
const YEAR_SECONDS = 31_536_000

interface Script {
  text: Buffer
  /** SHA-256 in base64url. */
  hash: string
  changedAt: number
}

/** Serves the built customer selector to pages of every origin: it holds no data, and asks for its own. */
export function mountSelectorFiles(app: Express, { settings, log }: HttpEnvironment): void {
  const file = join(settings.editorFolder, 'selector', 'customer-selector.js')
  const read = readWhenChanged(file)
  app.get(SELECTOR_SCRIPT_PATH, async (request, response) => {
    try {
      answerScript(request, response, await read())
    } catch {
      new Exchange(log, SELECTOR_SCRIPT_PATH, response).fail(new Problem('request.not-found', 'The customer selector is not built: run npm run build.'))
    }
  })
}

function answerScript(request: Request, response: Response, { text, hash }: Script): void {
  const etag = `"${hash}"`
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('cross-origin-resource-policy', 'cross-origin')
  response.setHeader('cache-control', request.query['v'] === hash ? `public, max-age=${YEAR_SECONDS}, immutable` : `public, max-age=${FRESH_SECONDS}`)
  response.setHeader('etag', etag)
  if (request.headers['if-none-match']?.split(/,\s*/).some((tag) => tag.replace(/^W\//, '') === etag)) return void response.status(304).end()
  response.type('text/javascript').send(text)
}

/** Reads a file once, and again when it was built anew. */
function readWhenChanged(file: string): () => Promise<Script> {
  let known: Script | undefined
  return async () => {
    const { mtimeMs } = await stat(file)
    if (known?.changedAt === mtimeMs) return known
    const text = await readFile(file)
    known = { text, hash: createHash('sha256').update(text).digest('base64url'), changedAt: mtimeMs }
    return known
  }
}
