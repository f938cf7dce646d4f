import { Button, Input } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import type { ControlProps } from '../ui/schema-form/form-context.ts'
import { isRecord } from '../ui/schema-form/form-schema.ts'
import classes from './inspector.module.css'
import { useFacts } from './inspector-facts.ts'

const count = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`

/** A mapping in one line, and the way into the mapper. */
export function MappingControl({ value, label, description, error, path, readOnly }: ControlProps) {
  const { findings, openMapper } = useFacts()
  const own = findings.filter((finding) => finding.row !== undefined || finding.field === path || finding.field?.startsWith(`${path}.`))
  return (
    <Input.Wrapper label={label} description={description} error={error}>
      <div className={classes.mapping}>
        <span>{`${count(rowCount(value), 'row')}, ${own.length === 0 ? 'no findings' : count(own.length, 'finding')}`}</span>
        <Button data-open-mapper variant="default" leftSection={<IconArrowsExchange size={14} />} onClick={openMapper}>
          {readOnly ? 'See the mapping' : 'Open mapper'}
        </Button>
      </div>
    </Input.Wrapper>
  )
}

/** Rows in all, those of loops included. */
function rowCount(value: unknown): number {
  const rows = isRecord(value) && Array.isArray(value['rows']) ? value['rows'] : []
  return rows.reduce<number>((sum, row) => sum + 1 + rowCount(row), 0)
}
