import { useRef } from 'react'
import { CodeField, type CodeFieldProps, type CodeHandle } from '../ui/code/code-field.tsx'
import { FunctionPalette } from '../ui/code/function-palette.tsx'
import classes from './inspector.module.css'

/** The code field of an expression with the functions it may call. */
export function ExpressionEditor(props: Omit<CodeFieldProps, 'ref'>) {
  const code = useRef<CodeHandle>(null)
  return (
    <div className={classes.expression}>
      <CodeField ref={code} {...props} />
      {!props.readOnly && <FunctionPalette compact disabled={false} onChoose={(name) => code.current?.insertCall(name)} />}
    </div>
  )
}
