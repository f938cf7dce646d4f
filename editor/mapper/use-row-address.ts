import { useEffect, useRef } from 'react'

interface RowAddress {
  /** The row that the address names. */
  address: string | undefined
  /** The row that is shown. */
  row: string | undefined
  show(row: string): void
  tell: ((row: string | undefined) => void) | undefined
}

/** Keeps the address and the active row in step: the address leads at first and whenever it changes, otherwise the row leads. */
export function useRowAddress({ address, row, show, tell }: RowAddress): void {
  const latest = useRef<{ address: string | undefined; row: string | undefined }>({ address: undefined, row: undefined })
  useEffect(() => {
    const before = latest.current
    latest.current = { address, row }
    if (address === row) return
    if (address !== undefined && before.address !== address) return show(address)
    if (before.row !== row) tell?.(row)
  }, [address, row, show, tell])
}
