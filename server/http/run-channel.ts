import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { Hub } from '../hub/hub.ts'
import type { RunEvent, RunRecord } from '../model/run.ts'
import { type BetweenChannels, openAudience } from './audience.ts'
import { isSameOrigin } from './same-origin.ts'
import { sessionToken } from './session-cookie.ts'

/** Lets the channels of several servers reach the viewers of each. */
export type SocketAdapter = NonNullable<Parameters<Server['adapter']>[0]>

const BATCH_MS = 50
const LIFE_MS = 3_600_000
/** A burst beyond this drops the oldest states; the list of runs has them all. */
const MOST_WAITING = 2000

/** Hints are sent at most so often: each makes every open desk ask again. */
const DESK_MS = 500

/** What of the error desk has changed. */
export type DeskChange = 'lanes' | 'pauses' | 'bulk'

/**
 * Sends what runs do to everybody who is logged in: event `runs`, a batch every 50 ms, records without values;
 * event `desk`, at most twice a second: names of what has changed and is worth asking for again;
 * and event `selector`: the client whose customer selector may be another one now.
 */
export interface RunChannel {
  /** A run began, went on, or ended. */
  announce(run: RunRecord): void
  deskChanged(what: DeskChange): void
  selectorChanged(client: string): void
  /** Closes the connections of a user whose sessions ended. */
  disconnect(user: string): void
  close(): Promise<void>
}

interface ToViewers {
  runs(events: RunEvent[]): void
  desk(changes: DeskChange[]): void
  selector(client: string): void
}

type ChannelServer = Server<object, ToViewers, BetweenChannels>

/** `adapter`: where several servers share a database. Without one, viewers see what this server does. */
export function openRunChannel(server: HttpServer, hub: Hub, adapter?: SocketAdapter): RunChannel {
  const io: ChannelServer = new Server(server, {
    serveClient: false,
    maxHttpBufferSize: 10_000,
    allowRequest: (request, done) => done(null, isSameOrigin(request)),
    ...(adapter && { adapter }),
  })
  letIn(io, hub)
  const audience = openAudience(io, adapter !== undefined)
  const runs = openRunBatches((events) => io.to('viewers').emit('runs', events))
  const desk = openDeskHints((changes) => io.to('viewers').emit('desk', changes))
  const closeUser = (user: string): void => {
    for (const socket of io.sockets.sockets.values()) if (socket.rooms.has(`user:${user}`)) socket.conn.close()
  }
  io.on('ended', closeUser)
  return {
    deskChanged: desk.add,
    selectorChanged: (client) => void io.to('viewers').emit('selector', client),
    announce: (run) => {
      if (!audience.isThere()) return
      if (run.delivery) desk.add('lanes')
      runs.add(run)
    },
    disconnect: (user) => {
      closeUser(user)
      if (adapter) io.serverSideEmit('ended', user)
    },
    close: async () => {
      runs.close()
      desk.close()
      audience.close()
      await io.close()
    },
  }
}

function letIn(io: ChannelServer, hub: Hub): void {
  io.use(async (socket, next) => {
    const admitted = await admit(hub, socket).catch(() => false)
    if (admitted) next()
    else next(new Error('Nobody is logged in.'))
  })
  io.on('connection', (socket) => {
    // A connection outlives the session it was opened with; the client opens a new one by itself, if it still may.
    const timer = setTimeout(() => socket.conn.close(), LIFE_MS)
    timer.unref()
    socket.once('disconnect', () => clearTimeout(timer))
  })
}

/** Collects by run, so that a run that begins and ends within one batch is sent once. */
function openRunBatches(send: (events: RunEvent[]) => void): { add(run: RunRecord): void; close(): void } {
  const waiting = new Map<string, RunEvent>()
  const timer = setInterval(() => {
    if (waiting.size === 0) return
    send([...waiting.values()])
    waiting.clear()
  }, BATCH_MS)
  timer.unref()
  return {
    add: (run) => {
      waiting.delete(run.id)
      waiting.set(run.id, { run })
      if (waiting.size > MOST_WAITING) waiting.delete(waiting.keys().next().value!)
    },
    close: () => clearInterval(timer),
  }
}

/** Collects what has changed; one timer at most, and none while nothing changes. */
function openDeskHints(send: (changes: DeskChange[]) => void): { add(what: DeskChange): void; close(): void } {
  const changes = new Set<DeskChange>()
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    timer = undefined
    send([...changes])
    changes.clear()
  }
  return {
    add: (what) => {
      changes.add(what)
      timer ??= setTimeout(flush, DESK_MS).unref()
    },
    close: () => clearTimeout(timer),
  }
}

/** Does the socket carry a session? Then it gets what viewers get. */
async function admit(hub: Hub, socket: Socket): Promise<boolean> {
  const token = sessionToken(socket.request)
  const session = token === undefined ? undefined : await hub.users.find(token)
  if (session) await socket.join(['viewers', `user:${session.user}`])
  return session !== undefined
}
