import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canBeWritten, fieldPath, formatPath, parsePath, parseTarget } from '../../../editor/document/mapping-path.ts'

const name = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]*$/),
    fc.constantFrom('and', 'or', 'in', 'true', 'null', '__proto__', 'a.b', 'a b', ''),
  )
  .filter((text) => !text.includes('`'))
const path = fc
  .array(fc.tuple(name, fc.array(fc.integer({ min: -9, max: 99 }), { maxLength: 2 })), { minLength: 1, maxLength: 5 })
  .map((steps) => steps.flat(2))

describe('paths', () => {
  it('come back from their text as they were', () => {
    fc.assert(
      fc.property(path, (steps) => {
        expect(parsePath(formatPath(steps))).toEqual(steps)
      }),
    )
  })

  it('are read with positions and backticks', () => {
    expect(parsePath('emails[0].value')).toEqual(['emails', 0, 'value'])
    expect(parsePath('`first name`[-1].ext.`x.y`')).toEqual(['first name', -1, 'ext', 'x.y'])
    expect(formatPath([])).toBe('$')
  })

  it.each(['', 'a.', '.a', 'a..b', 'a[x]', 'a b', '$a', 'a + b', 'a[0', '`a'])('refuse %j', (text) => {
    expect(parsePath(text)).toBeUndefined()
  })

  it('of targets are read as widely as the server does', () => {
    expect(parseTarget('$')).toEqual([])
    expect(parseTarget('bill-to.first name[2].`a.b`')).toEqual(['bill-to', 'first name', 2, 'a.b'])
    expect(parseTarget('a..b')).toEqual(['a..b'])
    expect(parseTarget('[0].a')).toEqual(['[0].a'])
    fc.assert(
      fc.property(
        path.filter((steps) => steps.every((step) => (typeof step === 'number' ? step >= 0 : step !== ''))),
        (steps) => {
          expect(parseTarget(formatPath(steps))).toEqual(steps)
        },
      ),
    )
  })

  it('name fields without positions', () => {
    expect(fieldPath(['emails', 0, 'value', 'and', 'größe', 'a b'])).toBe('emails.value.and.größe.`a b`')
  })

  it('can not hold a backtick', () => {
    expect(canBeWritten(['a', 0, 'b'])).toBe(true)
    expect(canBeWritten(['a`b'])).toBe(false)
  })
})
