import { z } from 'zod'
import { SchemaRef } from '../model/mapping.ts'
import type { NodeKind } from './contract.ts'
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
})
type WebhookConfig = z.infer<typeof WebhookConfig>

/** Starts a run when a request arrives below `/hooks/`. Query and headers are in `$meta.request`. */
export const webhook: NodeKind<WebhookConfig> = {
  spec: {
    kind: 'webhook',
    title: 'Webhook',
    group: 'trigger',
    summary:
      'Starts when a request arrives at an address of its own. The message body is the request body; query and headers are in $meta.request. Without a respond node the caller gets 202.',
    icon: 'webhook',
    ...TRIGGER,
    outputs: { fixed: [OUT] },
    defaults: { method: 'POST', path: 'incoming' },
    line: '{method} /hooks/{path}',
    expects: { rule: 'any' },
    produces: { rule: 'ref', field: 'schema' },
    examples: [
      {
        title: 'A web shop sends an order',
        config: { method: 'POST', path: 'shop/orders' },
        input: { orderNumber: 'W-77', total: '12.50' },
        output: [{ port: 'out', body: { orderNumber: 'W-77', total: '12.50' } }],
      },
      { title: 'A request without a body', config: { method: 'GET', path: 'stock' }, input: null, output: [{ port: 'out', body: null }] },
    ],
  },
  config: WebhookConfig,
  prepare: ({ method, path }) => ({ trigger: { type: 'http', method, path }, run: (message) => ({ port: 'out', body: message.body }), trace: PASSES }),
}
