import { ArrayControl } from './array-control.tsx'
import { BooleanControl, ChoiceControl, JsonControl, NumberControl, TextControl } from './scalar-controls.tsx'
import { useForm, type ControlComponent, type FieldProps } from './form-context.ts'
import { resolveSchema, typeOf, variantsOf, type FormSchema } from './form-schema.ts'
import { ObjectControl } from './object-control.tsx'
import { RecordControl } from './record-control.tsx'
import { UnionControl } from './union-control.tsx'

/** One field: the special control its schema names, or the one its type asks for. Constants are not drawn. */
export function SchemaField({ schema, value, onChange, path, label, required }: FieldProps) {
  const form = useForm()
  const at = resolveSchema(schema, form.schema)
  if (at.const !== undefined) return null
  const named = at['x-control']
  const Control = (typeof named === 'string' && Object.hasOwn(form.controls, named) ? form.controls[named] : undefined) ?? controlFor(at)
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

const BY_TYPE: Record<string, ControlComponent> = { string: TextControl, number: NumberControl, integer: NumberControl, boolean: BooleanControl, array: ArrayControl }

function controlFor(schema: FormSchema): ControlComponent {
  if (schema.enum) return ChoiceControl
  if (variantsOf(schema)) return UnionControl
  const type = typeOf(schema)
  if (type === 'object') return schema.properties ? ObjectControl : typeof schema.additionalProperties === 'object' && Object.keys(schema.additionalProperties).length > 0 ? RecordControl : JsonControl
  return (type !== undefined && BY_TYPE[type]) || JsonControl
}
