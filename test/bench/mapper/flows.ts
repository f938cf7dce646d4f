import { FlowSettings, type Flow } from '../../../server/model/flow.ts'
import { Mapping } from '../../../server/model/mapping.ts'
import { expression, path, rowsOf } from '../mapping/mapping-case.ts'

const GROUPS = 20
const FIELDS = 25
const ROWS = 300

/** A schema of 20 objects with 25 fields each. */
function schemaOf(name: string): Record<string, unknown> {
  const group = (number: number): Record<string, unknown> => ({
    type: 'object',
    properties: Object.fromEntries(Array.from({ length: FIELDS }, (_, field) => [`${name}_${number}_${field}`, { type: 'string' }])),
  })
  return { type: 'object', properties: Object.fromEntries(Array.from({ length: GROUPS }, (_, number) => [`${name}_group_${number}`, group(number)])) }
}

const fieldPath = (name: string, index: number): string => {
  const number = Math.floor(index / FIELDS)
  return `${name}_group_${number}.${name}_${number}_${index % FIELDS}`
}

/** Rows from all over the source to all over the target, so that lines cross. */
const LARGE_MAPPING = Mapping.parse({
  source: { from: 'inline', schema: schemaOf('source') },
  target: { from: 'inline', schema: schemaOf('target') },
  rows: rowsOf(Array.from({ length: ROWS }, (_, index) => [fieldPath('target', index), path(fieldPath('source', (index * 7) % (GROUPS * FIELDS)))] as const)),
})

const SMALL_ROWS = 25

/** The row whose expression is edited comes first. */
const SMALL_MAPPING = Mapping.parse({
  source: {
    from: 'inline',
    schema: { type: 'object', properties: Object.fromEntries(Array.from({ length: SMALL_ROWS }, (_, row) => [`in_${row}`, { type: 'string' }])) },
  },
  target: {
    from: 'inline',
    schema: { type: 'object', properties: Object.fromEntries(Array.from({ length: SMALL_ROWS }, (_, row) => [`out_${row}`, { type: 'string' }])) },
  },
  rows: rowsOf([
    ['out_0', expression("in_0 & '-end'")] as const,
    ...Array.from({ length: SMALL_ROWS - 1 }, (_, row) => [`out_${row + 1}`, path(`in_${row + 1}`)] as const),
  ]),
})

function flowOf(id: string, mapping: Mapping, samples: Flow['samples']): Flow {
  return {
    id,
    name: id,
    description: '',
    client: 'bench',
    nodes: [
      { id: 'start', kind: 'webhook', name: 'start', config: {}, position: { x: 0, y: 0 } },
      { id: 'map', kind: 'map', name: 'map', config: { mapping }, position: { x: 260, y: 0 } },
    ],
    wires: [{ id: 'w', from: { node: 'start', port: 'out' }, to: 'map' }],
    samples,
    cases: [],
    settings: FlowSettings.parse({ maxSteps: 1000 }),
  }
}

const largeBody = (sample: number): Record<string, Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length: GROUPS }, (_, number) => [
      `source_group_${number}`,
      Object.fromEntries(Array.from({ length: FIELDS }, (_, field) => [`source_${number}_${field}`, `value ${sample}.${number}.${field}`])),
    ]),
  )

/** With samples, so that the preview of all rows stands below the trees. */
export const LARGE_FLOW = flowOf(
  'bench-large',
  LARGE_MAPPING,
  Array.from({ length: 5 }, (_, sample) => ({ id: `s${sample}`, name: `Sample ${sample}`, body: largeBody(sample) })),
)

export const SMALL_FLOW = flowOf(
  'bench-small',
  SMALL_MAPPING,
  Array.from({ length: 10 }, (_, sample) => ({
    id: `s${sample}`,
    name: `Sample ${sample}`,
    body: Object.fromEntries(Array.from({ length: SMALL_ROWS }, (_, row) => [`in_${row}`, `value ${sample}.${row}`])),
  })),
)
