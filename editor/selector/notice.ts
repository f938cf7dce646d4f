import { fill, make } from './make.ts'
import { SelectorProblem } from './selector-problem.ts'
import { say, type Words } from './words.ts'

const FIRST_WAIT_S = 5

export interface NoticeFacts {
  words: Words
  error: unknown
  /** The server is not the one that the page came from: it may not let the page in. */
  elsewhere: boolean
  /** Tried by itself when the time has come. */
  again: (() => void) | undefined
  /** Goes on without a customer; left out: not offered. */
  goOn: (() => void) | undefined
}

export interface Notice {
  show(facts: NoticeFacts): void
  clear(): void
}

/** Shows a problem above the screen. While the CRM or the server is away it counts down, and then tries again. */
export function notice(place: HTMLElement): Notice {
  let timer: ReturnType<typeof setInterval> | undefined
  const clear = (): void => {
    clearInterval(timer)
    place.replaceChildren()
  }
  const show = ({ words, error, elsewhere, again, goOn }: NoticeFacts): void => {
    clear()
    const offline = error instanceof SelectorProblem && error.offline
    queueMicrotask(() => place.scrollIntoView?.({ block: 'nearest' }))
    const alert = make('p', { role: 'alert' }, [textOf(error, words, elsewhere)])
    if (!offline) return fill(place, [make('div', { class: 'notice', part: 'notice problem' }, [alert])])
    const countdown = make('span', { class: 'hint' })
    let left = error.retryAfter ?? FIRST_WAIT_S
    const retry = (): void => {
      clearInterval(timer)
      countdown.textContent = ''
      again?.()
    }
    const tick = (): void => {
      if (left <= 0) return retry()
      countdown.textContent = say(words.retryIn, { n: left })
      left -= 1
    }
    const button = (text: string, key: string, act: () => void): HTMLElement =>
      make('button', { type: 'button', part: `button ${key}-button`, 'data-key': key, onclick: act }, [text])
    const buttons = [goOn && button(words.goOn, 'go-on', goOn), again && button(words.retryNow, 'retry', retry), countdown]
    fill(place, [make('div', { class: 'notice', part: 'notice offline' }, [alert, make('div', { class: 'row' }, buttons)])])
    if (!again) return
    tick()
    timer = setInterval(tick, 1000)
  }
  return { show, clear }
}

function textOf(error: unknown, words: Words, elsewhere: boolean): string {
  if (!(error instanceof SelectorProblem)) return say(words.failed, { why: error instanceof Error ? error.message : '' })
  if (error.status === 0) return elsewhere ? words.serverClosed : words.serverOffline
  if (error.offline) return words.offline
  if (error.status === 401) return words.unauthenticated
  if (error.code === 'crm.search-first') return words.searchFirst
  if (error.code === '') return error.message
  return say(words.failed, { why: error.message })
}
