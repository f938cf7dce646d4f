import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { Problem } from '../model/problem.ts'
import { Exchange } from './exchange.ts'

/** Answers 405 with the methods that the path has. Mounted after them. */
export function refuseMethod(log: Logger, path: string, methods: readonly string[]): RequestHandler {
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ')
  return (_request, response) => {
    new Exchange(log, path, response).fail(new Problem('request.method', `This address answers to ${allow}.`), { headers: { allow } })
  }
}
