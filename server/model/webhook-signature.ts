import { z } from 'zod'

const secretFrom = z.string().min(1, 'is needed').max(63).meta({
  title: 'Secret from',
  description: 'The connection whose API key, token, client secret or password is the secret of the webhook.',
  'x-control': 'connection',
})

const headerName = (text: { title: string; description: string }) =>
  z
    .string()
    .max(80)
    .regex(/^[A-Za-z0-9-]+$/, 'must be a header name of letters, digits and hyphens')
    .meta({ ...text, 'x-control': 'text' })

const toleranceSeconds = z
  .int()
  .min(1)
  .max(86_400)
  .default(300)
  .meta({ title: 'Tolerance in seconds', description: 'A webhook whose time is further away from now, before or after, is refused.' })

/** How the sender of a webhook proves who it is. The secret is a credential of a connection, so that flow documents hold none. */
export const WebhookSignature = z.discriminatedUnion('scheme', [
  z.strictObject({ scheme: z.literal('none') }).meta({ title: 'None: the sender has an API key' }),
  z
    .strictObject({
      scheme: z.literal('hmac'),
      secretFrom,
      header: headerName({ title: 'Header', description: 'The header with the signature, such as X-Hub-Signature-256.' }),
      algorithm: z.enum(['sha256', 'sha1', 'sha512']).default('sha256').meta({ title: 'Algorithm', description: 'The hash function of the HMAC.' }),
      encoding: z.enum(['hex', 'base64']).default('hex').meta({ title: 'Encoding', description: 'How the signature is written.' }),
      prefix: z
        .string()
        .max(40)
        .default('')
        .meta({ title: 'Prefix', description: 'What stands before the signature in the header, such as sha256=.', 'x-control': 'text' }),
      timestampHeader: headerName({
        title: 'Timestamp header',
        description: 'The header with the time in seconds since 1970; the time, a dot and the body are signed then. Left out: the body alone is signed.',
      }).optional(),
      toleranceSeconds,
    })
    .meta({ title: 'HMAC in a header, as GitHub and Shopify do' }),
  z
    .strictObject({
      scheme: z.literal('timestamped'),
      secretFrom,
      header: headerName({ title: 'Header', description: 'The header with t= and v1=.' }).default('stripe-signature'),
      toleranceSeconds,
    })
    .meta({ title: 'Time and HMAC in one header, as Stripe does' }),
  z
    .strictObject({ scheme: z.literal('standard-webhooks'), secretFrom, toleranceSeconds })
    .meta({ title: 'Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature' }),
])
export type WebhookSignature = z.infer<typeof WebhookSignature>
