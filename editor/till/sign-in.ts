import { SelectorProblem, readProblem } from '../selector/selector-problem.ts'
import type { SessionView } from '../../server/model/user.ts'

interface Token {
  token: string
  expiresAt: string
}

/** Asks the server with the login of the editor. Undefined where nobody is logged in, or may not. */
export async function askAsEditor(path: string, body: unknown): Promise<unknown> {
  const session = await fetch('/api/session')
  if (!session.ok) return undefined
  const { csrf } = (await session.json()) as SessionView
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-patchbay-csrf': csrf },
    body: JSON.stringify(body),
  })
  return response.ok ? response.json() : undefined
}

/** A token for the demo client, for whoever is logged into the editor. */
export const tokenOfEditor = async (): Promise<string | undefined> => ((await askAsEditor('/demo/till/token', {})) as Token | undefined)?.token

/** A short-lived token in place of an API key. The key stays in the memory of the page. Throws `SelectorProblem`. */
export async function tokenOfKey(key: string): Promise<string> {
  const response = await fetch('/api/v1/tokens', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: '{}',
  }).catch(() => {
    throw new SelectorProblem('The server cannot be reached.')
  })
  if (!response.ok) throw await readProblem(response)
  return ((await response.json()) as Token).token
}
