import { z } from 'zod'
import type { Emission, NodeKind, StepContext } from './contract.ts'
import type { Expression } from '../expression/expression.ts'
import type { Message } from '../model/message.ts'
import { STEP } from './parts/base.ts'
import { compileField, holds } from './parts/evaluate.ts'
import { expressionField, textField } from './parts/fields.ts'
import { PASSES } from './parts/trace.ts'

const Route = z.strictObject({
  id: z
    .string()
    .regex(/^(?!(?:else|problem)$)[A-Za-z][\w-]{0,39}$/, 'must be a name of letters, digits, hyphens and underscores, other than else and problem')
    .meta({ title: 'Port', description: 'The name of the port; wires hold on to it.' }),
  title: textField({ title: 'Title', description: 'What the port is called on the canvas.' }, 40),
  when: expressionField({ title: 'Condition', description: 'The message takes this route if the expression is true.' }),
})

const RouteConfig = z.strictObject({
  routes: z
    .array(Route)
    .min(1, 'needs at least one route')
    .max(50)
    .superRefine((routes, context) => {
      routes.forEach(({ id }, index) => {
        if (routes.findIndex((route) => route.id === id) < index)
          context.addIssue({ code: 'custom', path: [index, 'id'], message: 'is used by another route already' })
      })
    })
    .meta({ title: 'Routes', description: 'Tried in order; the first whose condition holds is taken, or else the port else.' }),
})
type RouteConfig = z.infer<typeof RouteConfig>

const BY_SIZE = {
  routes: [
    { id: 'large', title: 'large', when: 'total > 1000' },
    { id: 'foreign', title: 'foreign', when: 'country != "CZ"' },
  ],
}

/** Sends a message on by the first condition that holds. */
export const route: NodeKind<RouteConfig> = {
  spec: {
    kind: 'route',
    title: 'Route',
    group: 'route',
    summary: 'Sends a message on by the first condition that holds, or else by the port else.',
    icon: 'git-fork',
    ...STEP,
    outputs: { fixed: [{ id: 'else', title: 'else' }], list: { field: 'routes', id: 'id', title: 'title' } },
    defaults: { routes: [{ id: 'first', title: 'first', when: 'true' }] },
    line: '{routes}, else',
    expects: { rule: 'same' },
    produces: { rule: 'same' },
    examples: [
      {
        title: 'A large order, though also foreign: the first route counts',
        config: BY_SIZE,
        input: { total: 2500, country: 'DE' },
        output: [{ port: 'large', body: { total: 2500, country: 'DE' } }],
      },
      { title: 'A small foreign order', config: BY_SIZE, input: { total: 5, country: 'DE' }, output: [{ port: 'foreign', body: { total: 5, country: 'DE' } }] },
      {
        title: 'An order that fits no condition',
        config: BY_SIZE,
        input: { total: 5, country: 'CZ' },
        output: [{ port: 'else', body: { total: 5, country: 'CZ' } }],
      },
      { title: 'A total that cannot be compared', config: BY_SIZE, input: { total: true, country: 'CZ' }, problem: 'expression.failed' },
    ],
  },
  config: RouteConfig,
  prepare({ routes }, { expressions }) {
    const choices = routes.map(({ id, when }, index): Choice => ({ port: id, when: compileField(expressions, when, `routes.${index}.when`) }))
    return {
      run: (message, step) => choose({ choices, message, step }, 0),
      trace: { ...PASSES, decides: choices.map(({ when }) => when) },
    }
  },
}

interface Choice {
  port: string
  when: Expression
}

function choose(job: { choices: readonly Choice[]; message: Message; step: StepContext }, from: number): Emission | Promise<Emission> {
  const { body } = job.message
  for (let index = from; index < job.choices.length; index++) {
    const { port, when } = job.choices[index]!
    const value = when.evaluate(body, job.step.bindings)
    if (value instanceof Promise) return value.then((settled) => (holds(settled) ? { port, body } : choose(job, index + 1)))
    if (holds(value)) return { port, body }
  }
  return { port: 'else', body }
}
