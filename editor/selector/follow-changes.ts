import type { CallerApi } from './caller-api.ts'

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000

export interface Following {
  language: string
  changed(): void
  signal: AbortSignal
}

/** Names of the events in a piece of a text/event-stream whose end is the end of an event. */
export const eventNames = (text: string): string[] => [...text.matchAll(/^event:\s*(\S+)/gm)].map((match) => match[1]!)

/** Calls `changed` for every event `selector` until the signal aborts. A broken stream is opened again, each time after a longer wait; then it counts as a change too. */
export async function followChanges({ call }: CallerApi, { language, changed, signal }: Following): Promise<void> {
  let wait = FIRST_WAIT_MS
  for (let first = true; !signal.aborted; first = false) {
    try {
      const { body } = await call(`/selector/changes${language && `?language=${encodeURIComponent(language)}`}`, {
        headers: { accept: 'text/event-stream' },
        signal,
      })
      // Something may have changed while nobody listened.
      if (!first) changed()
      wait = FIRST_WAIT_MS
      if (body) await readEvents(body, (name) => void (name === 'selector' && changed()))
    } catch {
      if (signal.aborted) return
    }
    await pause(wait, signal)
    wait = Math.min(LONGEST_WAIT_MS, wait * 2)
  }
}

async function readEvents(body: ReadableStream<Uint8Array>, take: (name: string) => void): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const text = rest + decoder.decode(value, { stream: true }).replaceAll('\r', '')
    const end = text.lastIndexOf('\n\n') + 1
    eventNames(text.slice(0, end)).forEach(take)
    rest = text.slice(end)
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
