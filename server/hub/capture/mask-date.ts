import { checksOf } from './check-digits.ts'
import type { Draw } from './draw.ts'
import { digitsOf } from './mask-number.ts'

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const INSTANT = /^(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d(?::\d\d)?)([.,]\d+)?( ?(?:Z|[+-]\d\d:?\d\d))?$/
const TIME = /^(\d\d):(\d\d)(?::(\d\d))?$/
const YEAR_FIRST = /^(\d{4})([./])(\d{1,2})\2(\d{1,2})$/
const YEAR_LAST = /^(\d{1,2})([./-] ?)(\d{1,2})\2(\d{4})$/
const COMPACT = /^((?:19|20)\d\d)(\d\d)(\d\d)$/

/** Years by which a date moves at most. */
const YEARS = 9

/** Another valid date, time or both, written in the same way; undefined where the text is none. */
export function maskDate(text: string, draw: Draw): string | undefined {
  const instant = INSTANT.exec(text)
  if (instant) return maskInstant(instant, draw)
  const time = TIME.exec(text)
  if (time) return isTime(text) ? drawTime(text, draw) : undefined
  const iso = DATE.exec(text)
  if (iso && isDay(iso[2], iso[3])) return `${drawYear(iso[1]!, draw)}-${drawDay(iso[2]!, iso[3]!, draw).join('-')}`
  const compact = COMPACT.exec(text)
  return compact && isDay(compact[2], compact[3]) ? maskCompact(compact, draw) : maskWritten(text, draw)
}

function maskInstant([, date = '', between = '', time = '', fraction = '', zone = '']: RegExpExecArray, draw: Draw): string | undefined {
  const day = maskDate(date, draw)
  if (day === undefined || !isTime(time)) return undefined
  return `${day}${between}${drawTime(time, draw)}${fraction.replaceAll(/\d/g, () => String(draw.below(10)))}${zone}`
}

/** Eight digits may be a date and a company number at once. */
function maskCompact([text, year = '', month = '', day = '']: RegExpExecArray, draw: Draw): string {
  const checks = checksOf(text)
  const drawn = (): string => `${drawYear(year, draw)}${drawDay(month, day, draw).join('')}`
  for (let draws = 0; draws < 300; draws++) {
    const date = drawn()
    if (checks.every((check) => check(date))) return date
  }
  return drawn()
}

/** As people write it; which of the two is the month is not known, so both stay below 13. */
function maskWritten(text: string, draw: Draw): string | undefined {
  const last = YEAR_LAST.exec(text)
  if (last && (isDay(last[1], last[3]) || isDay(last[3], last[1]))) {
    const [first, second] = drawDay(last[1]!, last[3]!, draw)
    return `${first}${last[2]}${second}${last[2]}${drawYear(last[4]!, draw)}`
  }
  const front = YEAR_FIRST.exec(text)
  if (!front || !isDay(front[3], front[4])) return undefined
  return [drawYear(front[1]!, draw), ...drawDay(front[3]!, front[4]!, draw)].join(front[2])
}

const isDay = (month = '', day = ''): boolean => Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31

const isTime = (time: string): boolean => /^(?:[01]\d|2[0-3])(?::[0-5]\d)+$/.test(time)

const drawTime = (time: string, draw: Draw): string =>
  digitsOf(time).length === 4 ? `${two(draw.below(24))}:${two(draw.below(60))}` : `${two(draw.below(24))}:${two(draw.below(60))}:${two(draw.below(60))}`

const two = (value: number): string => String(value).padStart(2, '0')

function drawYear(year: string, draw: Draw): string {
  const middle = Math.min(9999 - YEARS, Math.max(1 + YEARS, Number(year)))
  return String(draw.between(middle - YEARS, middle + YEARS)).padStart(4, '0')
}

/** Month and day, or day and month: each with as many digits as before, and in every month there is. */
const drawDay = (first: string, second: string, draw: Draw): string[] =>
  [first, second].map((part) => String(draw.between(1, part.length === 1 ? 9 : 12)).padStart(part.length, '0'))
