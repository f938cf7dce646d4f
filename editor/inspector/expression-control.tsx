import { Input, Textarea } from '@mantine/core'
import { lazy, Suspense, useMemo, useRef } from 'react'
import { fieldsOf, walkFields } from '../document/mapping-fields.ts'
import { sourcePaths } from '../document/source-paths.ts'
import type { ControlProps } from '../ui/schema-form/form-context.ts'
import { useFacts } from './inspector-facts.ts'

const ExpressionEditor = lazy(async () => ({ default: (await import('./expression-editor.tsx')).ExpressionEditor }))

/** A JSONata expression over the message that arrives, with its fields to complete. */
export function ExpressionControl({ value, onChange, label, description, error, required, readOnly }: ControlProps) {
  const { schemas } = useFacts()
  const paths = useMemo(() => (schemas.input ? sourcePaths(walkFields(fieldsOf(schemas.input)), []) : []), [schemas.input])
  const text = typeof value === 'string' ? value : ''
  const change = (next: string): void => onChange(next === '' && !required ? undefined : next)
  const problems = error === undefined ? [] : [{ level: 'error' as const, text: error }]
  // Who is typing already when the code field is loaded goes on in it.
  const focused = useRef(false)
  return (
    <Input.Wrapper label={label} description={description} error={error} withAsterisk={required} labelElement="div">
      <Suspense
        fallback={
          <Textarea
            aria-label={label}
            value={text}
            readOnly={readOnly}
            autosize
            minRows={1}
            mt={4}
            onFocus={() => (focused.current = true)}
            onBlur={() => (focused.current = false)}
            onChange={(event) => change(event.currentTarget.value)}
          />
        }
      >
        <ExpressionEditor label={label} text={text} onChange={change} paths={paths} readOnly={readOnly} problems={problems} focused={focused} />
      </Suspense>
    </Input.Wrapper>
  )
}
