import type { ControlProps } from '../ui/schema-form/form-context.ts'

/** What every input takes over from its field. */
export const shared = ({ label, description, error, required, readOnly }: ControlProps) => ({ label, description, error, readOnly, withAsterisk: required })

/** A list that opens at once. */
export const AT_ONCE = { transitionProps: { duration: 0 } }
