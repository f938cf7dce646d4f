import { createHash, timingSafeEqual } from 'node:crypto'
import { Problem } from '../model/problem.ts'
import type { Setup, Users } from './contract.ts'
import type { RandomBytes } from './random-bytes.ts'
import { takeTurns } from './take-turns.ts'

const TOKEN_BYTES = 24

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The one-time token of the set-up link: made anew at every start, in memory only, of use while there is no user. */
export function createSetup(users: Users, random: RandomBytes): Setup {
  const token = Buffer.from(random(TOKEN_BYTES)).toString('base64url')
  const inTurn = takeTurns()
  const needed = async (): Promise<boolean> => (await users.list()).length === 0
  return {
    needed,
    token,
    finish: (first) =>
      inTurn('setup', async () => {
        if (!timingSafeEqual(hashOf(first.token), hashOf(token)))
          throw new Problem('request.forbidden', 'The set-up link is not valid. The server prints a new one at every start.')
        if (!(await needed())) throw new Problem('request.conflict', 'The first user exists already.')
        return users.create({ name: first.user, role: 'admin', password: first.password })
      }),
  }
}
