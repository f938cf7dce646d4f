import { expect, test } from 'vitest'
import { flowPlace } from '../../editor/flow-screen-place.ts'

test.each([
  ['/flows/f', {}],
  ['/flows/f/nodes/n', { node: 'n' }],
  ['/flows/f/nodes/n/mapping', { node: 'n', mapping: true }],
  ['/flows/f/nodes/n/mapping/r%2F1', { node: 'n', mapping: true, row: 'r/1' }],
  ['/flows/f/versions', { versions: {} }],
  ['/flows/f/versions/3', { versions: { version: 3 } }],
  ['/flows/f/versions/3/', { versions: { version: 3 } }],
  ['/flows/f/versions/3/draft', { versions: { version: 3, against: 'draft' } }],
  ['/flows/f/versions/3/1', { versions: { version: 3, against: 1 } }],
  ['/flows/f/versions/x', {}],
])('the address %s', (path, expected) => {
  const { node, mapping, row, versions } = flowPlace(path)
  expect({ node, mapping, row, versions }).toEqual({ node: undefined, mapping: false, row: undefined, versions: undefined, ...expected })
})
