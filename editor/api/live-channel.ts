import type { RunEvent } from '../../server/model/run.ts'
import type { LiveChannel } from './live-runs.ts'

/** The live channel, opened as soon as its library is loaded; subscriptions made before are kept until then. */
export function openLiveChannel(): LiveChannel {
  let open: LiveChannel | undefined
  let closed = false
  const onState = new Set<() => void>()
  const onRuns = new Set<(events: RunEvent[]) => void>()
  const onDesk = new Set<() => void>()
  const onSelector = new Set<(client: string) => void>()
  const join = (channel: LiveChannel): void => {
    if (closed) return channel.close()
    open = channel
    channel.onState(() => onState.forEach((listener) => listener()))
    channel.onRuns((events) => onRuns.forEach((listener) => listener(events)))
    channel.onDesk(() => onDesk.forEach((listener) => listener()))
    channel.onSelector((client) => onSelector.forEach((listener) => listener(client)))
  }
  void import('./live-socket.ts').then(({ openLiveSocket }) => join(openLiveSocket()))
  return {
    state: () => open?.state() ?? 'connecting',
    onState(listener) {
      onState.add(listener)
      return () => void onState.delete(listener)
    },
    onRuns(listener) {
      onRuns.add(listener)
      return () => void onRuns.delete(listener)
    },
    onDesk(listener) {
      onDesk.add(listener)
      return () => void onDesk.delete(listener)
    },
    onSelector(listener) {
      onSelector.add(listener)
      return () => void onSelector.delete(listener)
    },
    close() {
      closed = true
      open?.close()
    },
  }
}
