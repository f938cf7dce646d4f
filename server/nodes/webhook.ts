import { z } from 'zod'
import type { Expression } from '../expression/expression.ts'
import { SchemaRef } from '../model/mapping.ts'
import { WebhookSignature } from '../model/webhook-signature.ts'
import type { MessageReader, NodeKind } from './contract.ts'
import { after, compileField, holds } from './parts/evaluate.ts'
import { expressionField } from './parts/fields.ts'
import { OUT, TRIGGER } from './parts/base.ts'
import { PASSES } from './parts/trace.ts'

const WebhookConfig = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).meta({ title: 'Method', description: 'The HTTP method of the request.' }),
  path: z
    .string()
    .max(200)
    .regex(
      /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/,
      'must be path segments of letters, digits, dots and hyphens, without a slash at either end',
    )
    .meta({ title: 'Path', description: 'The address below /hooks/, such as shop/orders.', 'x-control': 'text' }),
  schema: SchemaRef.optional().meta({
    title: 'Body schema',
    description: 'Describes the request body for the mapper. It checks nothing: a validate node does.',
    'x-control': 'schema',
  }),
  lane: expressionField({
    title: 'Order kept by',
    description: 'Gives what the order of accepted messages is kept by, such as the customer number. Left out: all messages of this webhook keep one order.',
  }).optional(),
  keys: expressionField({
    title: 'Found by',
    description: 'Gives a text, or a list of texts, by which a message can be found later, such as the order number. Only keyed hashes are kept.',
  }).optional(),
  accept: z.boolean().default(false).meta({
    title: 'Accept at once',
    description:
      'The sender gets 202 as soon as the message is stored durably; it is delivered after that, again and again if need be. Otherwise the sender waits for the answer.',
  }),
  signature: WebhookSignature.default({ scheme: 'none' }).meta({
    title: 'Signature',
    description:
      'How the sender proves who it is. A signed webhook is at /hooks/<client>/<path> and needs no API key; one without a signature is at /hooks/<path>.',
  }),
  id: expressionField({
    title: 'Id of the message',
    description:
      'Gives what tells a repeated message, such as id or $meta.request.headers."x-github-delivery". Left out: webhook-id of Standard Webhooks, or the header Idempotency-Key.',
  }).optional(),
  batch: z
    .string()
    .max(200)
    .regex(/^(\$|[^.\s$]+(\.[^.\s$]+)*)$/, 'must be $ or a path such as data.events')
    .optional()
    .meta({
      title: 'List of messages',
      description: 'Path of a list in the body whose elements are messages of their own; $ where the body is the list. The sender gets a list of results.',
      'x-control': 'text',
    }),
  ping: expressionField({
    title: 'Ping',
    description: 'True for a request that only tries the address: it is answered with 200, and nothing runs.',
  }).optional(),
  pingAnswer: expressionField({
    title: 'Answer to a ping',
    description: 'Gives what a ping is answered with, such as { "challenge": challenge }; a text is sent as plain text. Left out: {}.',
  }).optional(),
})
type WebhookConfig = z.infer<typeof WebhookConfig>

/** Starts a run when a request arrives below `/hooks/`. Query and headers are in `$meta.request`. */
export const webhook: NodeKind<WebhookConfig> = {
  spec: {
    kind: 'webhook',
    title: 'Webhook',
    group: 'trigger',
    summary:
      'Starts when a request arrives at an address of its own: /hooks/<path> with an API key, or /hooks/<client>/<path> with a signature. The message body is the request body; query and headers are in $meta.request. Without a respond node the caller gets 202.',
    icon: 'webhook',
    ...TRIGGER,
    outputs: { fixed: [OUT] },
    defaults: { method: 'POST', path: 'incoming' },
    line: '{method} /hooks/{path}',
    expects: { rule: 'any' },
    produces: { rule: 'ref', field: 'schema' },
    secrets: ['signature.secretFrom'],
    examples: [
      {
        title: 'A web shop sends an order',
        config: { method: 'POST', path: 'shop/orders' },
        input: { orderNumber: 'W-77', total: '12.50' },
        output: [{ port: 'out', body: { orderNumber: 'W-77', total: '12.50' } }],
      },
      {
        title: 'Signed orders of a shop, one run for each customer at a time',
        config: {
          method: 'POST',
          path: 'shop/orders',
          accept: true,
          signature: { scheme: 'hmac', secretFrom: 'shop', header: 'X-Shopify-Hmac-SHA256', encoding: 'base64' },
          id: '$meta.request.headers."x-shopify-webhook-id"',
          lane: 'customer.id',
          keys: 'name',
        },
        input: { name: '#1001', customer: { id: 7 } },
        output: [{ port: 'out', body: { name: '#1001', customer: { id: 7 } } }],
      },
      {
        title: 'Events that come in lists, with a handshake',
        config: {
          method: 'POST',
          path: 'events',
          accept: true,
          batch: 'events',
          id: 'id',
          ping: 'type = "url_verification"',
          pingAnswer: '{ "challenge": challenge }',
        },
        input: { id: 'E-1', type: 'order' },
        output: [{ port: 'out', body: { id: 'E-1', type: 'order' } }],
      },
      { title: 'A request without a body', config: { method: 'GET', path: 'stock' }, input: null, output: [{ port: 'out', body: null }] },
    ],
  },
  config: WebhookConfig,
  prepare(config, { expressions }) {
    const compiled = (field: 'lane' | 'keys' | 'id' | 'ping' | 'pingAnswer'): Expression | undefined => {
      const text = config[field]
      return text === undefined ? undefined : compileField(expressions, text, field)
    }
    const [lane, keys, id, ping, pingAnswer] = [compiled('lane'), compiled('keys'), compiled('id'), compiled('ping'), compiled('pingAnswer')]
    const { method, path, accept, signature, batch } = config
    return {
      trigger: { type: 'http', method, path },
      admits: { checked: false, ...(lane && { lane: readerOf(lane) }), ...(keys && { keys: readerOf(keys) }) },
      receives: {
        accept,
        signature,
        ...(batch !== undefined && { batch: batch === '$' ? '' : batch }),
        ...(id && { id: readerOf(id) }),
        ...(ping && { ping: (body, bindings) => after(ping.evaluate(body, bindings), holds) }),
        ...(pingAnswer && { pingAnswer: readerOf(pingAnswer) }),
      },
      run: (message) => ({ port: 'out', body: message.body }),
      trace: {
        ...PASSES,
        tells: [lane, keys, id, ping].filter((expression) => expression !== undefined),
        ...(pingAnswer && { sends: [{ to: { to: 'caller' }, value: { of: 'expression', expression: pingAnswer } }] }),
      },
    }
  },
}

const readerOf =
  (expression: Expression): MessageReader =>
  (body, bindings) =>
    expression.evaluate(body, bindings)
