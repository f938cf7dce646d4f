import { useForm } from './form-context.ts'
import { isRecord, joinPath, labelFrom } from './form-schema.ts'
import type { JsonSchema } from '../../../server/model/json-schema.ts'

/** The fields of an object, in the order of its schema. A field set to `undefined` is taken out of the value. */
export function ObjectFields({ schema, value, onChange, path }: { schema: JsonSchema; value: unknown; onChange: (next: unknown) => void; path: string }) {
  const { Field } = useForm()
  const record = isRecord(value) ? value : {}
  const set = (name: string, next: unknown): void => {
    const { [name]: _old, ...others } = record
    onChange(next === undefined ? others : { ...record, [name]: next })
  }
  return Object.entries(schema.properties ?? {}).map(([name, field]) => (
    <Field
      key={name}
      schema={field}
      value={Object.hasOwn(record, name) ? record[name] : undefined}
      onChange={(next) => set(name, next)}
      path={joinPath(path, name)}
      label={labelFrom(name)}
      required={schema.required?.includes(name) === true && field.default === undefined}
    />
  ))
}
