import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Hub } from '../../hub/hub.ts'
import { Problem } from '../../model/problem.ts'
import type { SelectorDescription } from '../../model/selector.ts'
import { findBearer } from '../api-caller.ts'
import { CALLER_HEADERS } from '../caller-answer.ts'
import type { CanonicalRoute } from '../canonical-routes.ts'
import type { HttpEnvironment } from '../environment.ts'
import { Exchange } from '../exchange.ts'
import { admitted, textTag } from './serve-caller.ts'
import { wantedLanguages } from './wanted-languages.ts'

export const SELECTOR_CHANGES_PATH = '/api/v1/selector/changes'

/** A line that means nothing, so that nobody on the way takes the stream for dead; then it is also looked at whether the key still counts. */
const BEAT_MS = 20_000
/** Streams that are open at the same time: of all clients, and of one. */
const MOST = 2_000
const MOST_OF_CLIENT = 500

interface Stream {
  client: string
  languages: readonly string[]
  /** Of what was told last. */
  tag: string
  response: ServerResponse
}

/** Streams of server-sent events that tell when a selector has become another one. */
export interface SelectorChanges {
  route: CanonicalRoute
  /** Ends all streams. */
  close(): void
}

/** Event `selector`, its data the entity tag that `GET /api/v1/selector` has now: once at the beginning and after each change. */
export function openSelectorChanges(environment: HttpEnvironment): SelectorChanges {
  const { hub } = environment
  const streams = new Set<Stream>()
  const unlisten = hub.selectors.onChange((client) => {
    const tagOf = tagsOf(hub)
    for (const stream of streams) if (stream.client === client) tell(tagOf, stream)
  })
  const serve: CanonicalRoute['serve'] = async (request, response) => {
    const exchange = new Exchange(environment.log, SELECTOR_CHANGES_PATH, response)
    try {
      await admitted(environment, { request, response, exchange }, async ({ client }) => {
        requireRoom(streams, client)
        begin(hub, streams, { client, languages: wantedLanguages(languageOf(request), request), tag: '', response })
      })
    } catch (error) {
      exchange.fail(error, { headers: CALLER_HEADERS })
    }
  }
  const close = (): void => {
    unlisten()
    for (const { response } of streams) response.end()
  }
  return { route: { method: 'get', path: SELECTOR_CHANGES_PATH, serve }, close }
}

function languageOf({ url = '' }: IncomingMessage): string | undefined {
  const language = new URLSearchParams(url.split('?')[1]).get('language')
  return language === null ? undefined : language.slice(0, 35)
}

function requireRoom(streams: ReadonlySet<Stream>, client: string): void {
  const own = [...streams].filter((stream) => stream.client === client).length
  if (streams.size >= MOST || own >= MOST_OF_CLIENT)
    throw new Problem('request.rate-limited', 'Too many streams of changes are open.', { at: 'streams', retryAfter: 30 })
}

function begin(hub: Hub, streams: Set<Stream>, stream: Stream): void {
  const { response, client } = stream
  const bearer = findBearer(response.req) ?? ''
  response.writeHead(200, { ...CALLER_HEADERS, 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
  if (response.req.method === 'HEAD') return void response.end()
  streams.add(stream)
  tell(tagsOf(hub), stream)
  const beat = setInterval(() => {
    if (hub.keys.clientOf(bearer) === client) response.write(':\n\n')
    else response.end()
  }, BEAT_MS)
  beat.unref()
  response.once('close', () => {
    clearInterval(beat)
    streams.delete(stream)
  })
}

type TagOf = (stream: Pick<Stream, 'client' | 'languages'>) => string

/** Most streams of a client tell of the same description: it is written out once for all of them. */
function tagsOf({ selectors }: Pick<Hub, 'selectors'>): TagOf {
  const tags = new Map<SelectorDescription, string>()
  return ({ client, languages }) => {
    const description = selectors.describe(client, languages)
    const tag = tags.get(description) ?? textTag(JSON.stringify(description))
    tags.set(description, tag)
    return tag
  }
}

function tell(tagOf: TagOf, stream: Stream): void {
  const tag = tagOf(stream)
  if (tag === stream.tag) return
  stream.tag = tag
  stream.response.write(`event: selector\ndata: ${tag}\n\n`)
}
