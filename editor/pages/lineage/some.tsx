import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'

interface SomeProps<T> {
  list: readonly T[]
  /** So many are shown at first. */
  most: number
  /** What they are, in the plural. */
  what: string
  children: (entry: T, index: number) => ReactNode
}

/** The first of many, and a button for the others. */
export function Some<T>({ list, most, what, children }: SomeProps<T>) {
  const [all, setAll] = useState(false)
  const left = list.length - most
  return (
    <>
      {(all ? list : list.slice(0, most)).map(children)}
      {!all && left > 0 && (
        <Button component="button" variant="subtle" size="compact-sm" m={8} onClick={() => setAll(true)}>
          Show {left} more {what}
        </Button>
      )}
    </>
  )
}
