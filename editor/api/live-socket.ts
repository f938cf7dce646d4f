import { io } from 'socket.io-client'
import type { RunEvent } from '../../server/model/run.ts'
import type { LiveChannel, LiveState } from './live-runs.ts'

const RETRY_MS = 3_000

/** Opens the live channel over socket.io on the same origin; it reconnects by itself until closed. */
export function openLiveSocket(): LiveChannel {
  const socket = io({ path: '/socket.io', transports: ['websocket', 'polling'] })
  let state: LiveState = 'connecting'
  const listeners = new Set<() => void>()
  const become = (next: LiveState): void => {
    state = next
    for (const listener of listeners) listener()
  }
  let retry: ReturnType<typeof setTimeout> | undefined
  // The library does not try again by itself where the server said no (session ended); the person may have logged in again since.
  const lose = (): void => {
    become('disconnected')
    clearTimeout(retry)
    if (!socket.active) retry = setTimeout(() => socket.connect(), RETRY_MS)
  }
  socket.on('connect', () => become('connected'))
  socket.on('disconnect', lose)
  socket.on('connect_error', lose)
  const hear = <T extends unknown[]>(name: string, listener: (...told: T) => void): (() => void) => {
    // Each subscription has a function of its own: the same listener may subscribe twice.
    const receive = (...told: T): void => listener(...told)
    socket.on(name, receive)
    return () => void socket.off(name, receive)
  }
  return {
    state: () => state,
    onState(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onRuns: (listener) => hear<[RunEvent[]]>('runs', listener),
    onDesk: (listener) => hear('desk', () => listener()),
    onSelector: (listener) => hear<[string]>('selector', listener),
    close() {
      socket.off()
      clearTimeout(retry)
      socket.close()
    },
  }
}
