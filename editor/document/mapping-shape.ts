import type { Field } from './mapping-fields.ts'

/** What the values of a field look like. */
export type ValueShape = 'e-mail address' | 'date' | 'time' | 'web address' | 'unique id' | 'country code' | 'currency code' | 'phone number' | 'decimal'

const SHAPES: readonly (readonly [shape: ValueShape, pattern: RegExp])[] = [
  ['e-mail address', /^[^\s@]+@[^\s@]+\.[^\s@]+$/],
  ['date', /^\d{4}-\d\d-\d\d$/],
  ['time', /^\d{4}-\d\d-\d\dT\d\d:\d\d/],
  ['web address', /^https?:\/\/\S+$/],
  ['unique id', /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i],
  ['country code', /^[A-Z]{2}$/],
  ['currency code', /^[A-Z]{3}$/],
  ['phone number', /^\+[\d ()/-]{6,20}$/],
  ['decimal', /^-?\d+\.\d+$/],
]

const FORMATS: Readonly<Record<string, ValueShape>> = {
  email: 'e-mail address',
  date: 'date',
  'date-time': 'time',
  uri: 'web address',
  url: 'web address',
  uuid: 'unique id',
}

const NAMES: readonly (readonly [name: RegExp, shape: ValueShape])[] = [
  [/e?-?mail/i, 'e-mail address'],
  [/country/i, 'country code'],
  [/currency/i, 'currency code'],
  [/phone|mobile|^tel/i, 'phone number'],
  [/website|^url$/i, 'web address'],
]

/** The shape that all given texts have; `undefined` for other values or none. */
export function shapeOf(values: readonly unknown[]): ValueShape | undefined {
  const texts = values.filter((value) => typeof value === 'string' && value !== '')
  if (texts.length === 0 || texts.length < values.length) return undefined
  return SHAPES.find(([, pattern]) => texts.every((text) => pattern.test(String(text))))?.[0]
}

/** The shape that a field wants, by its format or its name. */
export function wantedShape({ format, name, type }: Field): ValueShape | undefined {
  const known = format === undefined ? undefined : FORMATS[format]
  return known ?? (type === 'text' ? NAMES.find(([pattern]) => pattern.test(name))?.[1] : undefined)
}

export interface ShapeFit {
  /** Below 1 lowers, above 1 raises the likeness. */
  factor: number
  reason: string
}

/** How well the values of the samples go with the target: its codes, its shape. */
export function shapeFit(values: readonly unknown[], target: Field): ShapeFit {
  if (values.length === 0) return { factor: 1, reason: '' }
  if (target.choices) {
    const fits = values.every((value) => target.choices?.includes(value))
    return fits ? { factor: 1.1, reason: 'values are codes of the target' } : { factor: 1, reason: '' }
  }
  const given = shapeOf(values)
  const wanted = wantedShape(target)
  if (!given || !wanted) return { factor: 1, reason: '' }
  return given === wanted ? { factor: 1.1, reason: `values look like ${article(wanted)}` } : { factor: 0.7, reason: `values look like ${article(given)}` }
}

const article = (shape: ValueShape): string => `${/^[aeiou]/.test(shape) && shape !== 'unique id' ? 'an' : 'a'} ${shape}`
