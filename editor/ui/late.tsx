import { Skeleton } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'

/** Shows its children only after 300 ms, so that quick answers do not flash a skeleton. */
export function Late({ children }: { children: ReactNode }) {
  const [due, setDue] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return due ? children : null
}

/** Placeholder rows of a list that is slow to come. */
export function LateRows({ rows = 6, height = 32 }: { rows?: number; height?: number }) {
  return (
    <Late>
      <div aria-busy="true" aria-label="Loading">
        {Array.from({ length: rows }, (_, row) => (
          <Skeleton key={row} height={height - 8} mb={8} />
        ))}
      </div>
    </Late>
  )
}
