import { isIP } from 'node:net'
import { z } from 'zod'
import type { RestateAddresses } from './engine/restate/options.ts'

const address = z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).transform((url) => url.replace(/\/+$/, ''))

/** Several values with commas. */
const listOf = <T extends z.ZodType<string, string>>(each: T) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(each).min(1, 'must not be empty'))

const hostAndPort = z.string().transform((text, context) => {
  const [, bracketed, plain, digits] = /^(?:\[([\da-fA-F:]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host !== undefined && Number(digits) <= 65_535) return { host, port: Number(digits) }
  context.addIssue({ code: 'custom', message: 'must be host:port, such as 0.0.0.0:9080' })
  return z.NEVER
})

/** The environment variables about Restate. */
export const RestateEnvironment = z.object({
  PATCHBAY_RESTATE_INGRESS: listOf(address).optional(),
  PATCHBAY_RESTATE_ADMIN: listOf(address).optional(),
  PATCHBAY_RESTATE_LISTEN: z.string().default('127.0.0.1:9080').pipe(hostAndPort),
  PATCHBAY_RESTATE_ENDPOINT: address.optional(),
  PATCHBAY_RESTATE_IDENTITY: listOf(
    z.string().regex(/^publickeyv1_[1-9A-HJ-NP-Za-km-z]{40,48}$/, 'must be a public key that begins with publickeyv1_'),
  ).optional(),
  PATCHBAY_RESTATE_NAME: z
    .string()
    .regex(/^[A-Za-z][\w-]{0,62}$/, 'must have letters, digits, - and _ only')
    .optional(),
})

/** What the engine needs to know of Restate. */
export function readRestate(values: z.infer<typeof RestateEnvironment>): RestateAddresses {
  const { PATCHBAY_RESTATE_ENDPOINT: endpointUrl, PATCHBAY_RESTATE_IDENTITY: identityKeys, PATCHBAY_RESTATE_NAME: service } = values
  return {
    ingressUrls: values.PATCHBAY_RESTATE_INGRESS ?? [],
    adminUrls: values.PATCHBAY_RESTATE_ADMIN ?? [],
    listen: values.PATCHBAY_RESTATE_LISTEN,
    ...(endpointUrl !== undefined && { endpointUrl }),
    ...(identityKeys && { identityKeys }),
    ...(service !== undefined && { service }),
  }
}

export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
