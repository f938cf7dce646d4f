import { io } from 'socket.io-client'
import type { RunEvent } from '../../server/model/run.ts'
import type { LiveChannel, LiveState } from './live-runs.ts'

/** Opens the live channel over socket.io on the same origin; it reconnects by itself until closed. */
export function openLiveSocket(): LiveChannel {
  const socket = io({ path: '/socket.io', transports: ['websocket', 'polling'] })
  let state: LiveState = 'connecting'
  const listeners = new Set<() => void>()
  const become = (next: LiveState): void => {
    state = next
    for (const listener of listeners) listener()
  }
  socket.on('connect', () => become('connected'))
  socket.on('disconnect', () => become('disconnected'))
  socket.on('connect_error', () => become('disconnected'))
  return {
    state: () => state,
    onState(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onRuns(listener) {
      const receive = (events: RunEvent[]): void => listener(events)
      socket.on('runs', receive)
      return () => void socket.off('runs', receive)
    },
    close: () => void socket.close(),
  }
}
