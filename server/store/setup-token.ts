import { createHash, timingSafeEqual } from 'node:crypto'
import { Problem } from '../model/problem.ts'
import type { Setup, Users } from './contract.ts'
import type { RandomBytes } from './random-bytes.ts'
import type { InTurn } from './take-turns.ts'

const TOKEN_BYTES = 24

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/** A token for the set-up link, in memory only. */
export const newSetupToken = (random: RandomBytes): string => Buffer.from(random(TOKEN_BYTES)).toString('base64url')

/** Set-up with the token of the set-up link, which is of use while there is no user. */
export function createSetup({ users, token, inTurn }: { users: Users; token: string; inTurn: InTurn }): Setup {
  const needed = async (): Promise<boolean> => (await users.list()).length === 0
  return {
    needed,
    token,
    finish: (first) =>
      inTurn('setup', async () => {
        if (!timingSafeEqual(hashOf(first.token), hashOf(token)))
          throw new Problem('request.forbidden', 'The set-up link is not valid. The server prints the valid one at every start.')
        if (!(await needed())) throw new Problem('request.conflict', 'The first user exists already.')
        return users.create({ name: first.user, role: 'admin', password: first.password })
      }),
  }
}
