import { expect, test } from 'vitest'
import { valueChecks } from '../../../server/hub/customers/check-values.ts'
import { soundConfiguration } from '../../model/configurations.ts'

test.each([undefined, '', '  ', '\t\u00a0'])('%j is no value for what must be there', (name) => {
  const { create } = valueChecks(soundConfiguration())
  expect(() => create(name === undefined ? {} : { name })).toThrow(
    expect.objectContaining({ code: 'request.invalid', errors: [{ path: 'name', property: 'name', message: 'must not be empty', code: 'mandatory' }] }),
  )
  expect(() => create({ name: ' Ada ' })).not.toThrow()
})
