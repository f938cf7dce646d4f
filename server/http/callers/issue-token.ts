import type { Hub } from '../../hub/hub.ts'
import { Problem } from '../../model/problem.ts'
import type { CallerCall } from './serve-caller.ts'

/** A token for a page. Throws `request.forbidden` for who has only a token: it would renew itself for ever. */
export function issueToken({ tokens }: Pick<Hub, 'tokens'>, { client, key, token, body }: CallerCall<'tokens.create'>): { token: string; expiresAt: string } {
  if (token) throw new Problem('request.forbidden', 'Tokens are given for an API key only, not for another token.', { at: 'authorization' })
  return tokens.issue({ client, key, minutes: body.minutes })
}
