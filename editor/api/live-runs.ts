import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react'
import type { RunEvent } from '../../server/model/run.ts'

export type LiveState = 'connecting' | 'connected' | 'disconnected'

/** The live channel of the server: run events in batches, and whether it is up. */
export interface LiveChannel {
  state(): LiveState
  /** Each returns the function that ends the subscription. */
  onState(listener: () => void): () => void
  onRuns(listener: (events: RunEvent[]) => void): () => void
  /** Told when lanes, pauses, bulk retries or the health of connections may have changed. */
  onDesk(listener: () => void): () => void
  /** Told of a client whose selector, and so its implementations or the client itself, may have changed. */
  onSelector(listener: (client: string) => void): () => void
  close(): void
}

/** Holds the channel while somebody is logged in. */
export const LiveContext = createContext<LiveChannel | null>(null)

/** Calls `listener` with each batch of run events while the component is mounted; the newest `listener` counts. */
export function useRunEvents(listener: (events: RunEvent[]) => void): void {
  const channel = useContext(LiveContext)
  const newest = useRef(listener)
  useEffect(() => {
    newest.current = listener
  })
  useEffect(() => channel?.onRuns((events) => newest.current(events)), [channel])
}

/** Calls `listener` whenever lanes, pauses or bulk retries may have changed; the newest `listener` counts. */
export function useDeskEvents(listener: () => void): void {
  const channel = useContext(LiveContext)
  const newest = useRef(listener)
  useEffect(() => {
    newest.current = listener
  })
  useEffect(() => channel?.onDesk(() => newest.current()), [channel])
}

/** Calls `listener` with each client whose selector may have changed; the newest `listener` counts. */
export function useSelectorEvents(listener: (client: string) => void): void {
  const channel = useContext(LiveContext)
  const newest = useRef(listener)
  useEffect(() => {
    newest.current = listener
  })
  useEffect(() => channel?.onSelector((client) => newest.current(client)), [channel])
}

const noChange = (): void => undefined

/** Is the live channel up? */
export function useLiveState(): LiveState {
  const channel = useContext(LiveContext)
  return useSyncExternalStore(channel?.onState ?? (() => noChange), channel?.state ?? (() => 'connecting'))
}
