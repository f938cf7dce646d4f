import { Fieldset, Select } from '@mantine/core'
import { useForm, type ControlProps } from './form-context.ts'
import { discriminatorOf, emptyValue, isRecord, labelFrom, resolveSchema, typeOf, variantsOf } from './form-schema.ts'
import type { JsonSchema } from '../../../server/model/json-schema.ts'
import { ObjectFields } from './object-fields.tsx'
import { JsonControl } from './scalar-controls.tsx'
import classes from './schema-form.module.css'

/** One of several alternatives: which one, then its fields. Fields that both alternatives have are kept on a change. */
export function UnionControl(props: ControlProps) {
  const form = useForm()
  const variants = (variantsOf(props.schema) ?? []).map((variant) => resolveSchema(variant, form.schema)).filter((variant) => variant.type !== 'null')
  const tag = discriminatorOf(variants, form.schema)
  if (tag === undefined && variants.every((variant) => variant.const !== undefined)) {
    const names = Object.fromEntries(variants.map((variant) => [String(variant.const), variant.title ?? String(variant.const)]))
    const schema: JsonSchema = {
      ...props.schema,
      anyOf: undefined,
      oneOf: undefined,
      enum: variants.map((variant) => variant.const),
      'x-labels': names,
    } as JsonSchema
    return <form.Field schema={schema} value={props.value} onChange={props.onChange} path={props.path} label={props.label} required={props.required} />
  }
  const known = variants.every((variant) => tag !== undefined || typeOf(variant) !== undefined)
  return known ? <Alternatives {...props} variants={variants} tag={tag} /> : <JsonControl {...props} />
}

interface AlternativesProps extends ControlProps {
  variants: JsonSchema[]
  /** The field that tells them apart. */
  tag: string | undefined
}

function Alternatives(props: AlternativesProps) {
  const { value, onChange, label, description, path, variants, tag } = props
  const { Field } = useForm()
  const chosen = variants.findIndex((each) => fits(each, value, tag))
  const variant = variants[chosen]
  return (
    <Fieldset legend={label} className={classes.group}>
      {description && <p className={classes.help}>{description}</p>}
      <VariantSelect {...props} chosen={chosen} />
      {variant?.properties ? (
        <ObjectFields schema={variant} value={value} onChange={onChange} path={path} />
      ) : (
        variant && <Field schema={variant} value={value} onChange={onChange} path={path} label="Value" required />
      )}
    </Fieldset>
  )
}

function VariantSelect({ value, onChange, label, error, required, readOnly, variants, tag, chosen }: AlternativesProps & { chosen: number }) {
  const form = useForm()
  const choose = (text: string | null): void => {
    const next = text === null ? undefined : variants[Number(text)]
    onChange(next && carryOver(emptyValue(next, form.schema), value, next))
  }
  return (
    <Select
      aria-label={`Kind of ${label}`}
      data={variants.map((each, index) => ({ value: String(index), label: nameOf(each, tag) }))}
      value={chosen < 0 ? null : String(chosen)}
      onChange={choose}
      allowDeselect={false}
      clearable={!required && !readOnly}
      readOnly={readOnly}
      error={error}
      placeholder="Choose one"
      comboboxProps={{ transitionProps: { duration: 0 } }}
    />
  )
}

function nameOf(variant: JsonSchema, tag: string | undefined): string {
  if (variant.title) return variant.title
  return labelFrom(String((tag !== undefined && variant.properties?.[tag]?.const) || typeOf(variant)))
}

function fits(variant: JsonSchema, value: unknown, tag: string | undefined): boolean {
  if (tag !== undefined) return isRecord(value) && value[tag] === variant.properties?.[tag]?.const
  if (variant.const !== undefined) return value === variant.const
  const type = typeOf(variant)
  if (type === 'object') return isRecord(value) && (variant.required ?? []).every((name) => Object.hasOwn(value, name))
  if (type === 'array') return Array.isArray(value)
  return typeof value === (type === 'integer' ? 'number' : type)
}

function carryOver(fresh: unknown, old: unknown, variant: JsonSchema): unknown {
  if (!isRecord(fresh) || !isRecord(old)) return fresh
  const kept = Object.entries(old).filter(([name]) => variant.properties?.[name] !== undefined && variant.properties[name].const === undefined)
  return { ...fresh, ...Object.fromEntries(kept) }
}
