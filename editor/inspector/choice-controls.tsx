import { Anchor, Select } from '@mantine/core'
import { useMemo } from 'react'
import { callFields } from '../document/addables.ts'
import { isRecord } from '../ui/schema-form/form-schema.ts'
import type { ControlProps } from '../ui/schema-form/form-context.ts'
import { AT_ONCE, shared } from './field-shared.ts'
import { type InspectorFacts, useFacts } from './inspector-facts.ts'

interface Option {
  value: string
  label: string
}
type Known = Pick<InspectorFacts, 'catalog' | 'connections'>

type Options = Option[] | { group: string; items: Option[] }[]

/** One of a list by id; a value that is not in the list (any more) stays visible. */
function ChooseOne({ props, options, empty }: { props: ControlProps; options: Options; empty: string }) {
  const value = typeof props.value === 'string' && props.value !== '' ? props.value : null
  const flat = options.flatMap((each) => ('items' in each ? each.items : [each]))
  const known = value === null || flat.some((each) => each.value === value)
  const data = known ? options : [...options, { value: value!, label: `${value!} (not found)` }]
  return (
    <Select
      {...shared(props)}
      data={data as Option[]}
      value={value}
      onChange={(next) => props.onChange(next ?? undefined)}
      searchable
      allowDeselect={false}
      clearable={!props.required && !props.readOnly}
      placeholder={flat.length === 0 ? empty : 'Choose one'}
      nothingFoundMessage={empty}
      comboboxProps={AT_ONCE}
    />
  )
}

/** A connection of the client of the flow. */
export function ConnectionControl(props: ControlProps) {
  const { connections } = useFacts()
  const options = connections.map(({ connection, sandbox }) => ({ value: connection.id, label: sandbox ? `${connection.name} (sandbox)` : connection.name }))
  return (
    <div>
      <ChooseOne props={props} options={options} empty="This client has no connections" />
      {options.length === 0 && (
        <Anchor href="/connections" size="xs">
          Connect a system
        </Anchor>
      )}
    </div>
  )
}

/** An operation of the connection that is chosen beside it. */
export function OperationControl(props: ControlProps) {
  const { spec, catalog, connections } = useFacts()
  const field = callFields(spec)?.connection
  const chosen = field !== undefined && isRecord(props.root) ? props.root[field] : undefined
  return <ChooseOne props={props} options={operationOptions({ catalog, connections }, chosen)} empty="Choose a connection first" />
}

/** The operations of a connection, reads before writes. */
export function operationOptions({ catalog, connections }: Known, connectionId: unknown): Options {
  const connection = connections.find((each) => each.connection.id === connectionId)?.connection
  const operations = catalog.connectors.find((each) => each.id === connection?.connector)?.operations ?? []
  const of = (effect: 'read' | 'write'): Option[] =>
    operations.filter((each) => each.effect === effect).map(({ id, title }) => ({ value: id, label: `${title} · ${id}` }))
  return [
    { group: 'Reads', items: of('read') },
    { group: 'Writes', items: of('write') },
  ].filter((each) => each.items.length > 0)
}

/** Another call node of the flow. */
export function CallNodeControl(props: ControlProps) {
  const { flow, node } = useFacts()
  const others = flow.nodes.filter(({ id, kind }) => kind === node.kind && id !== node.id)
  return <ChooseOne props={props} options={others.map(({ id, name }) => ({ value: id, label: name }))} empty="No other call in this flow" />
}

/** An operation that POS and ERP systems call. */
export function CanonicalOperationControl(props: ControlProps) {
  const { catalog } = useFacts()
  const options = catalog.operations.map(({ id, title }) => ({ value: id, label: `${title} · ${id}` }))
  return <ChooseOne props={props} options={options} empty="No operations" />
}

/** Another flow of the same client. */
export function FlowControl(props: ControlProps) {
  const { flow, flows } = useFacts()
  const options = flows
    .filter((each) => each.client === flow.client && each.id !== flow.id)
    .map((each) => ({ value: each.id, label: each.publishedVersion === null ? `${each.name} (not published)` : each.name }))
  return <ChooseOne props={props} options={options} empty="This client has no other flows" />
}

/** A code of the problem table. */
export function ProblemCodeControl(props: ControlProps) {
  const { catalog } = useFacts()
  const options = Object.entries(catalog.problems).map(([code, { title, status }]) => ({ value: code, label: `${code} · ${status} · ${title}` }))
  return <ChooseOne props={props} options={options} empty="No codes" />
}

/** An IANA time zone. */
export function TimeZoneControl(props: ControlProps) {
  const options = useMemo(() => ['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => ({ value: zone, label: zone })), [])
  return <ChooseOne props={props} options={options} empty="No such time zone" />
}
