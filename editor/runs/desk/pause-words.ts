import type { Pause } from '../../../server/model/delivery.ts'
import type { PauseView } from '../../../server/model/run-endpoint.ts'
import type { Names } from '../flow-names.ts'
import { countText, minuteText } from '../run-words.ts'

/** What is paused, by its name: `Connection “Ledger”`. */
export const pausedThing = ({ kind, id }: Pick<Pause, 'kind' | 'id'>, names: Pick<Names, 'flow' | 'connection'>): string =>
  kind === 'flow' ? `Flow “${names.flow(id)}”` : `Connection “${names.connection(id)}”`

/** `Connection “Ledger” is paused by ada since 02:10: 37 documents wait`. */
export function pauseText(pause: PauseView, names: Pick<Names, 'flow' | 'connection'>, now: Date): string {
  const wait = pause.waiting === undefined ? 'its documents wait' : `${countText(pause.waiting, 'document')} ${pause.waiting === 1 ? 'waits' : 'wait'}`
  return `${pausedThing(pause, names)} is paused by ${pause.by} since ${minuteText(new Date(pause.at), now)}: ${wait}`
}
