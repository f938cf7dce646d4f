import { useState } from 'react'

/** The value of an earlier render as long as it says the same as JSON: schemas and samples are often made anew without being other ones. */
export function useStable<T>(value: T): T {
  const [state, setState] = useState({ kept: value, seen: value })
  if (state.seen === value) return state.kept
  const kept = JSON.stringify(state.kept) === JSON.stringify(value) ? state.kept : value
  setState({ kept, seen: value })
  return kept
}
