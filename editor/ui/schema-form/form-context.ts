import { createContext, useContext, type ComponentType, type ReactNode } from 'react'
import type { JsonSchema } from '../../../server/model/json-schema.ts'

/** What a control gets. `root` is the value of the whole form. `onChange(undefined)` takes the field away. */
export interface ControlProps {
  schema: JsonSchema
  value: unknown
  onChange: (next: unknown) => void
  label: string
  description: string | undefined
  error: string | undefined
  /** Dotted path of the field in the value of the form. */
  path: string
  required: boolean
  root: unknown
  readOnly: boolean
}

export type ControlComponent = (props: ControlProps) => ReactNode

/** What a field gets; its control follows from the schema. */
export interface FieldProps {
  schema: JsonSchema
  value: unknown
  onChange: (next: unknown) => void
  path: string
  /** Used where the schema has no title. */
  label: string
  required: boolean
}

/** What all fields of a form share. `Field` is handed down, since controls and fields contain each other. */
export interface FormState {
  schema: JsonSchema
  value: unknown
  errors: Record<string, string>
  controls: Record<string, ControlComponent>
  readOnly: boolean
  Field: ComponentType<FieldProps>
}

export const FormContext = createContext<FormState>({ schema: {}, value: undefined, errors: {}, controls: {}, readOnly: false, Field: () => null })

export const useForm = (): FormState => useContext(FormContext)
