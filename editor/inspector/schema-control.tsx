import { Input, SegmentedControl, Select } from '@mantine/core'
import type { ControlProps } from '../ui/schema-form/form-context.ts'
import { isRecord } from '../ui/schema-form/form-schema.ts'
import { JsonControl } from '../ui/schema-form/scalar-controls.tsx'
import { CanonicalOperationControl, operationOptions } from './choice-controls.tsx'
import { AT_ONCE } from './field-shared.ts'
import classes from './inspector.module.css'
import { useFacts } from './inspector-facts.ts'

const FROM = [
  { value: 'canonical', label: 'Our API' },
  { value: 'operation', label: 'A system' },
  { value: 'inline', label: 'Written here' },
]
const FRESH: Readonly<Record<string, Record<string, unknown>>> = {
  canonical: { from: 'canonical', operation: '', side: 'input' },
  operation: { from: 'operation', connection: '', operation: '', side: 'input' },
  inline: { from: 'inline', schema: { type: 'object' } },
}

/** Which schema a place has: one side of an operation, or a JSON Schema written here. */
export function SchemaControl(props: ControlProps) {
  const { value, onChange, label, description, error, readOnly } = props
  const ref = isRecord(value) ? value : {}
  const from = typeof ref['from'] === 'string' ? ref['from'] : null
  const set = (name: string, next: unknown): void => onChange({ ...ref, [name]: next ?? '' })
  const part = (name: string, title: string): ControlProps => ({
    ...props,
    schema: {},
    value: ref[name],
    onChange: (next) => set(name, next),
    label: title,
    description: undefined,
    error: undefined,
    required: true,
  })
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <div className={classes.stack}>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={label}
          data={FROM}
          value={from ?? ''}
          readOnly={readOnly}
          onChange={(next) => onChange({ ...FRESH[next] })}
        />
        {from === 'canonical' && <CanonicalOperationControl {...part('operation', 'Operation')} />}
        {from === 'operation' && <OperationPair part={part} connection={ref['connection']} />}
        {(from === 'canonical' || from === 'operation') && <SideChoice {...part('side', 'Side')} />}
        {from === 'inline' && <JsonControl {...part('schema', 'JSON Schema')} />}
      </div>
    </Input.Wrapper>
  )
}

function SideChoice({ value, onChange, label, readOnly }: ControlProps) {
  return (
    <SegmentedControl
      size="xs"
      aria-label={label}
      data={[
        { value: 'input', label: 'What it gets' },
        { value: 'output', label: 'What it answers' },
      ]}
      value={String(value ?? 'input')}
      readOnly={readOnly}
      onChange={onChange}
    />
  )
}

function OperationPair({ part, connection }: { part: (name: string, title: string) => ControlProps; connection: unknown }) {
  const facts = useFacts()
  const [first, second] = [part('connection', 'Connection'), part('operation', 'Operation')]
  const select = (props: ControlProps, data: Parameters<typeof Select>[0]['data']) => (
    <Select
      label={props.label}
      data={data ?? []}
      value={typeof props.value === 'string' && props.value !== '' ? props.value : null}
      onChange={props.onChange}
      readOnly={props.readOnly}
      searchable
      allowDeselect={false}
      comboboxProps={AT_ONCE}
    />
  )
  return (
    <>
      {select(
        first,
        facts.connections.map((each) => ({ value: each.connection.id, label: each.connection.name })),
      )}
      {select(second, operationOptions(facts, connection))}
    </>
  )
}
