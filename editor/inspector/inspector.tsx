import { Button, Menu, ScrollArea, TextInput } from '@mantine/core'
import { IconAlertCircle, IconAlertTriangle, IconBulb } from '@tabler/icons-react'
import { useMemo } from 'react'
import { mappingField } from '../actions/flow-subject.ts'
import { SchemaForm } from '../ui/schema-form/schema-form.tsx'
import { isRecord } from '../ui/schema-form/form-schema.ts'
import type { Finding } from '../../server/model/finding.ts'
import { CONTROLS } from './controls.ts'
import { FieldList } from './field-list.tsx'
import classes from './inspector.module.css'
import { InspectorContext, type InspectorFacts } from './inspector-facts.ts'

export interface InspectorProps {
  facts: InspectorFacts
  readOnly: boolean
  onRename: (name: string) => void
  onConfig: (config: Record<string, unknown>, label: string) => void
}

/** The panel of one node: its name, a form drawn from the config schema of its kind, examples, and the fields that arrive and leave. */
export function Inspector({ facts, readOnly, onRename, onConfig }: InspectorProps) {
  const { node, spec, schemas, findings } = facts
  const errors = useMemo(() => fieldErrors(findings), [findings])
  const change = (next: unknown): void => {
    if (isRecord(next)) onConfig(next, 'edit')
  }
  return (
    <InspectorContext value={facts}>
      <ScrollArea className={classes.scroll} type="hover" scrollbarSize={6}>
        <div className={classes.panel}>
          <TextInput
            label="Name"
            data-inspector-name
            value={node.name}
            maxLength={80}
            readOnly={readOnly}
            onChange={(event) => onRename(event.currentTarget.value)}
          />
          <p className={classes.summary}>
            <strong>{spec.title}</strong>
            {` · ${spec.summary}`}
          </p>
          <GeneralFindings findings={findings.filter((finding) => !isBesideField(finding, mappingField(spec)))} />
          <div data-inspector-form>
            <SchemaForm key={node.id} schema={spec.config} value={node.config} onChange={change} errors={errors} controls={CONTROLS} readOnly={readOnly} />
          </div>
          {!readOnly && spec.examples.length > 0 && <Examples facts={facts} onConfig={onConfig} />}
          {spec.input && <FieldList title="Fields that arrive" schema={schemas.input} />}
          {!spec.ends && spec.outputs.fixed.length > 0 && <FieldList title="Fields that leave" schema={schemas.output} />}
        </div>
      </ScrollArea>
    </InspectorContext>
  )
}

/** Errors by field; the first one of a field counts. */
function fieldErrors(findings: readonly Finding[]): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const { field, message } of findings) if (field !== undefined && !Object.hasOwn(errors, field)) errors[field] = besideField(field, message)
  return errors
}

/** A message without the name of its field, which it stands beside. */
function besideField(field: string, message: string): string {
  const names = [field, field.replace(/\.(\d+)(?=\.|$)/g, '[$1]')]
  const lead = names.find((name) => message.startsWith(`${name}: `))
  const text = lead === undefined ? message : message.slice(lead.length + 2)
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** Findings inside a mapping show in the mapper and here, since the form has no field for them. */
const isBesideField = (finding: Finding, mapping: string | undefined): boolean =>
  finding.field !== undefined && !(mapping !== undefined && finding.field.startsWith(`${mapping}.`))

function GeneralFindings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null
  return (
    <ul className={classes.findings} aria-label="Findings of this node">
      {findings.map((finding, index) => (
        <li key={index} data-level={finding.level}>
          {finding.level === 'error' ? <IconAlertCircle size={14} aria-label="Error" /> : <IconAlertTriangle size={14} aria-label="Warning" />}
          {finding.message}
        </li>
      ))}
    </ul>
  )
}

function Examples({ facts, onConfig }: Pick<InspectorProps, 'facts' | 'onConfig'>) {
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button variant="subtle" leftSection={<IconBulb size={14} />} className={classes.examples}>
          Insert an example
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {facts.spec.examples.map((example) => (
          <Menu.Item key={example.title} onClick={() => onConfig(structuredClone(example.config), 'insert an example')}>
            {example.title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
