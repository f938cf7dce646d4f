import type { JsonSchema } from '../../model/json-schema.ts'
import { elementOf, type ValueDesk, type ValuePlace } from './value-desk.ts'
import { decimalPlaces, longestText, placesOf } from './value-limits.ts'

const MOMENT = /^\d{4}-\d\d-\d\dT/

/** A field that is copied as it is: what of its values has no place in the target? */
export function checkLosses(desk: ValueDesk, place: ValuePlace): void {
  const { from, to, row, path } = place
  if (!from || !to || !desk.source || !desk.target || row.from.kind === 'constant') return
  const name = `\`${row.from.kind === 'expression' ? row.from.text.trim() : row.from.path}\``
  const source = desk.source.reader.choices(elementOf(desk.source.reader, from.schema))
  const target = desk.target.reader.choices(elementOf(desk.target.reader, to))
  for (const loss of [lostPlaces(source, target), lostTime(source, target), lostText(source, target, desk.source.limitsTexts)])
    if (loss !== undefined) warn(desk, place, `${name} may have ${loss.has}, but \`${path}\` ${loss.takes}`)
}

/** Constant values: the same. */
export function checkConstantLosses(desk: ValueDesk, place: ValuePlace, values: readonly unknown[]): void {
  const { to, path } = place
  if (!to || !desk.target) return
  const target = desk.target.reader.choices(elementOf(desk.target.reader, to))
  for (const value of values.flat()) {
    const given = JSON.stringify(value)
    const losses = [lostPlaces(asNumber(value), target), lostTime(asMoment(value), target), lostText(asText(value), target, true)]
    for (const loss of losses) if (loss !== undefined) warn(desk, place, `The value ${given} has ${loss.has}, but \`${path}\` ${loss.takes}`)
  }
}

const asNumber = (value: unknown): JsonSchema[] => (typeof value === 'number' ? [{ type: 'number', multipleOf: 10 ** -placesOf(value) }] : [])
const asMoment = (value: unknown): JsonSchema[] => (typeof value === 'string' && MOMENT.test(value) ? [{ type: 'string', format: 'date-time' }] : [])
const asText = (value: unknown): JsonSchema[] => (typeof value === 'string' ? [{ type: 'string', maxLength: [...value].length }] : [])

const warn = (desk: ValueDesk, { row }: ValuePlace, message: string): void =>
  void desk.findings.push({ level: 'warning', code: 'mapping.lossy', row: row.id, message })

/** What values have, and the target cannot take. */
interface Loss {
  readonly has: string
  readonly takes: string
}

type Choices = readonly JsonSchema[]

function lostPlaces(source: Choices, target: Choices): Loss | undefined {
  const has = most(source.map(decimalPlaces))
  const takes = fewest(target, decimalPlaces)
  // A number without multipleOf says nothing about its places; that it is not whole is all that is known.
  if (has === undefined || takes === undefined || has <= takes || (has === Number.POSITIVE_INFINITY && takes > 0)) return undefined
  return {
    has: has === Number.POSITIVE_INFINITY ? 'decimal places' : counted(has, 'decimal place'),
    takes: `takes ${takes === 0 ? 'whole numbers' : counted(takes, 'decimal place')}. Say with $round what becomes of the rest.`,
  }
}

function lostTime(source: Choices, target: Choices): Loss | undefined {
  const isMoment = source.some(({ format }) => format === 'date-time')
  if (!isMoment || target.length === 0 || !target.every((choice) => choice.format === 'date' || choice.format === 'time')) return undefined
  const day = target.some(({ format }) => format === 'date')
  return {
    has: 'a time of day and a zone',
    takes: day
      ? 'is a day. Which day it is depends on the zone; say it with $fromMillis($toMillis(...), "[Y0001]-[M01]-[D01]", zone).'
      : 'is a time of day without a zone. Say it with $fromMillis($toMillis(...), "[H01]:[m01]:[s01]", zone).',
  }
}

function lostText(source: Choices, target: Choices, limitsTexts: boolean): Loss | undefined {
  const has = most(source.map(longestText))
  const takes = fewest(target, ({ maxLength }) => maxLength)
  if (has === undefined || takes === undefined || has <= takes) return undefined
  // A schema that limits no text at all says nothing about lengths.
  if (has === Number.POSITIVE_INFINITY && !limitsTexts) return undefined
  return {
    has: has === Number.POSITIVE_INFINITY ? 'any number of characters' : counted(has, 'character'),
    takes: `takes ${takes}; what is longer is cut or refused. Say with $substring what becomes of the rest.`,
  }
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`

const most = (limits: readonly (number | undefined)[]): number | undefined => {
  const known = limits.filter((limit) => limit !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

/** The limit that every way of the target has; undefined if one of them has none. */
function fewest(target: Choices, limitOf: (choice: JsonSchema) => number | undefined): number | undefined {
  const limits = target.map(limitOf)
  return limits.includes(undefined) ? undefined : most(limits)
}
