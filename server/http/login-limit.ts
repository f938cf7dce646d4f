import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { Problem } from '../model/problem.ts'

const WINDOW_MS = 15 * 60_000

/** Failed attempts in 15 minutes: for one name from one address, and for all names from one address. */
const PER_NAME = 10
const PER_ADDRESS = 50

/** Slows down the guessing of passwords and set-up tokens. Rejects with `request.rate-limited`; good attempts don't count. */
export function createLoginLimit(): (call: { request: Request; response: Response }, name: string) => Promise<void> {
  const names = new WeakMap<Request, string>()
  const address = (request: Request): string => ipKeyGenerator(request.ip ?? 'unknown')
  const perName = limiter(PER_NAME, (request) => `${address(request)} ${names.get(request) ?? ''}`)
  const perAddress = limiter(PER_ADDRESS, address)
  return async ({ request, response }, name) => {
    names.set(request, name.toLowerCase())
    await pass(perAddress, request, response)
    await pass(perName, request, response)
  }
}

function limiter(limit: number, keyGenerator: (request: Request) => string): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit,
    keyGenerator,
    skipSuccessfulRequests: true,
    standardHeaders: false,
    legacyHeaders: false,
    // Its checks look at headers of proxies and print to the console; proxies are a setting here.
    validate: false,
    handler: (_request, _response, next) => next(new Problem('request.rate-limited', 'Too many failed attempts.', { retryAfter: WINDOW_MS / 1000 })),
  })
}

const pass = (limit: RequestHandler, request: Request, response: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    void limit(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error as Error)))
  })
