import type { IncomingMessage } from 'node:http'
import { CREDENTIAL_FIELDS } from '../../model/connector.ts'
import { Problem } from '../../model/problem.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { Hook } from './find-hook.ts'
import { verifySignature } from './verify-signature.ts'

/**
 * Checks the signature of a request over the bytes of its body. Throws `webhook.signature`, `webhook.too-old`, and `connection.unknown` or
 * `connection.invalid` where there is no secret to check with.
 */
export async function checkSender(environment: HttpEnvironment, { client, receives }: Hook, sent: { request: IncomingMessage; bytes: Buffer }): Promise<void> {
  const { signature } = receives
  if (signature.scheme === 'none') return
  const secret = await secretOf(environment, client, signature.secretFrom)
  verifySignature(signature, { headers: sent.request.headers, bytes: sent.bytes, secret, now: environment.now() })
}

/** The credential of a connection that is kept secret: the last one of its scheme. */
async function secretOf({ hub, secrets }: HttpEnvironment, client: string, id: string): Promise<string> {
  const connection = hub.connections.find(client, id)
  if (!connection)
    throw new Problem('connection.unknown', 'The webhook takes its secret from a connection that does not exist.', { at: 'signature.secretFrom' })
  const field = CREDENTIAL_FIELDS[connection.auth].at(-1)
  const secret = field === undefined ? undefined : (await secrets.read(id))[field]
  if (!secret) throw new Problem('connection.invalid', 'The connection that the webhook takes its secret from holds none.', { at: 'signature.secretFrom' })
  return secret
}
