import { ArrayControl } from './array-control.tsx'
import { BooleanControl, ChoiceControl, JsonControl, NumberControl, TextControl } from './scalar-controls.tsx'
import { useForm, type FieldProps } from './form-context.ts'
import { resolveSchema, typeOf, variantsOf } from './form-schema.ts'
import type { JsonSchema } from '../../../server/model/json-schema.ts'
import { ObjectControl } from './object-control.tsx'
import { RecordControl } from './record-control.tsx'
import { UnionControl } from './union-control.tsx'

/** One field: the special control its schema names, or the one its type asks for. Constants are not drawn. */
export function SchemaField({ schema, value, onChange, path, label, required }: FieldProps) {
  const form = useForm()
  const at = resolveSchema(schema, form.schema)
  if (at.const !== undefined) return null
  const named = at['x-control']
  const special = typeof named === 'string' && Object.hasOwn(form.controls, named) ? form.controls[named] : undefined
  const Control = special ?? CONTROLS[controlName(at)]
  return (
    <Control
      schema={at}
      value={value}
      onChange={onChange}
      label={at.title ?? label}
      description={at.description}
      error={form.errors[path]}
      path={path}
      required={required}
      root={form.value}
      readOnly={form.readOnly}
    />
  )
}

const CONTROLS = {
  choice: ChoiceControl,
  union: UnionControl,
  string: TextControl,
  number: NumberControl,
  integer: NumberControl,
  boolean: BooleanControl,
  array: ArrayControl,
  object: ObjectControl,
  record: RecordControl,
  json: JsonControl,
} as const

type ControlName = keyof typeof CONTROLS

function controlName(schema: JsonSchema): ControlName {
  if (schema.enum) return 'choice'
  if (variantsOf(schema)) return 'union'
  const type = typeOf(schema)
  if (type === 'object' && !schema.properties) return isOpenRecord(schema) ? 'record' : 'json'
  return type !== undefined && Object.hasOwn(CONTROLS, type) ? (type as ControlName) : 'json'
}

/** Does it say of what kind the values under free names are? */
function isOpenRecord({ additionalProperties }: JsonSchema): boolean {
  return typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0
}
