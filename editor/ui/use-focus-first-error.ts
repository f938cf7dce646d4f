import { useEffect } from 'react'

/** Brings the first field that is marked wrong into view and gives it the focus, whenever `error` is a new one. */
export function useFocusFirstError(error: unknown): void {
  useEffect(() => {
    if (error) document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus()
  }, [error])
}
