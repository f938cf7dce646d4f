// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { act, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ControlProps } from '../../../editor/ui/schema-form/form-context.ts'
import type { JsonSchema } from '../../../server/model/json-schema.ts'
import { SchemaForm } from '../../../editor/ui/schema-form/schema-form.tsx'

let root: Root | undefined
let box: HTMLElement

beforeAll(() => {
  Object.assign(globalThis, {
    IS_REACT_ACT_ENVIRONMENT: true,
    ResizeObserver: class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  })
  window.matchMedia = (media) => ({ matches: false, media, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList
})

afterEach(() => {
  act(() => root?.unmount())
  box.remove()
})

interface Drawn {
  value(): unknown
}

const echo = ({ path, label, value }: ControlProps) => <output aria-label={label}>{`${path}=${String(value)}`}</output>

function draw(schema: JsonSchema, first: unknown, errors: Record<string, string> = {}): Drawn {
  const drawn = { present: first }
  function Holder() {
    const [value, setValue] = useState(first)
    const change = (next: unknown): void => {
      drawn.present = next
      setValue(next)
    }
    return <SchemaForm schema={schema} value={value} onChange={change} errors={errors} controls={{ echo }} />
  }
  box = document.body.appendChild(document.createElement('div'))
  root = createRoot(box)
  act(() =>
    root!.render(
      <MantineProvider>
        <Holder />
      </MantineProvider>,
    ),
  )
  return { value: () => drawn.present }
}

function field(label: string): HTMLInputElement {
  const owner = [...box.querySelectorAll('label')].find((each) => each.textContent?.replace(' *', '') === label)
  const input = owner ? document.getElementById(owner.htmlFor) : box.querySelector(`[aria-label="${label}"]`)
  if (!input) throw new Error(`No field ${label}`)
  return input as HTMLInputElement
}

function type(label: string, text: string): void {
  const input = field(label)
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!
  act(() => {
    set.call(input, text)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

function press(name: string): void {
  const button = [...box.querySelectorAll('button')].find((each) => (each.getAttribute('aria-label') ?? each.textContent) === name)
  if (!button) throw new Error(`No button ${name}`)
  act(() => button.click())
}

const ROUTES: JsonSchema = {
  type: 'object',
  required: ['routes'],
  properties: {
    name: { type: 'string', title: 'Title' },
    limit: { type: 'integer' },
    routes: {
      type: 'array',
      title: 'Routes',
      items: { type: 'object', required: ['when'], properties: { when: { type: 'string' }, strict: { type: 'boolean' } } },
    },
  },
}

describe('SchemaForm', () => {
  it('edits fields and takes an emptied optional one away', () => {
    const form = draw(ROUTES, { name: 'a', routes: [] })
    type('Title', 'b')
    type('Limit', '12')
    expect(form.value()).toEqual({ name: 'b', limit: 12, routes: [] })
    type('Title', '')
    expect(form.value()).toEqual({ limit: 12, routes: [] })
  })

  it('adds, moves and removes entries of a list', () => {
    const form = draw(ROUTES, { routes: [{ when: 'a' }] })
    press('Add route')
    expect(form.value()).toEqual({ routes: [{ when: 'a' }, { when: '' }] })
    press('Move Route 2 up')
    press('Remove Route 2')
    expect(form.value()).toEqual({ routes: [{ when: '' }] })
  })

  it('shows errors beside the field of their path', () => {
    draw(ROUTES, { routes: [{ when: 'a' }, { when: '(' }] }, { 'routes.1.when': 'cannot be read' })
    const wrong = [...box.querySelectorAll('[aria-invalid="true"]')]
    expect(wrong.map((each) => (each as HTMLInputElement).value)).toEqual(['('])
    expect(box.textContent).toContain('cannot be read')
  })

  it('hands fields with a known x-control over, wherever they stand', () => {
    draw(
      {
        type: 'object',
        properties: { list: { type: 'array', items: { type: 'string', 'x-control': 'echo' } }, other: { type: 'string', 'x-control': 'unheard-of' } },
      },
      { list: ['x'], other: 'y' },
    )
    expect(box.querySelector('output')?.textContent).toBe('list.0=x')
    expect(field('Other').value).toBe('y')
  })

  it('draws the fields of the chosen alternative and follows references', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: { target: { $ref: '#/$defs/Target' } },
      $defs: {
        Target: {
          oneOf: [
            { type: 'object', title: 'By name', required: ['by', 'name'], properties: { by: { const: 'name' }, name: { type: 'string' } } },
            { type: 'object', title: 'By code', required: ['by', 'code'], properties: { by: { const: 'code' }, code: { type: 'string' } } },
          ],
        },
      },
    }
    const form = draw(schema, { target: { by: 'code', code: 'X' } })
    expect(field('Kind of Target').value).toBe('By code')
    type('Code', 'Y')
    expect(form.value()).toEqual({ target: { by: 'code', code: 'Y' } })
  })

  it('renames an entry of a record when the name is left, and refuses a taken one', () => {
    const form = draw({ type: 'object', properties: { table: { type: 'object', additionalProperties: { type: 'string' } } } }, { table: { a: '1', b: '2' } })
    type('Name a', 'c')
    act(() => field('Name a').dispatchEvent(new FocusEvent('focusout', { bubbles: true })))
    expect(form.value()).toEqual({ table: { c: '1', b: '2' } })
    type('Name b', 'c')
    act(() => field('Name b').dispatchEvent(new FocusEvent('focusout', { bubbles: true })))
    expect(form.value()).toEqual({ table: { c: '1', b: '2' } })
  })
})
