import type { Client, CrmSwitch } from '../model/client.ts'
import type { AuditEntry } from '../model/run-endpoint.ts'

/** Action of the audit: the customers of a client live elsewhere from then on. */
export const CRM_SWITCHED = 'client.crm'

type CrmChoice = CrmSwitch['from']

/** Where the customers of a client live, as the audit says it: `enabled main`, `disabled main`, `disabled`. */
export const crmWords = ({ crm }: Client): string => `${crm?.enabled ? 'enabled' : 'disabled'} ${crm?.implementation ?? ''}`.trim()

/** The switches among entries of the audit of one client, in their order. */
export const switchesOf = (entries: readonly AuditEntry[]): CrmSwitch[] =>
  entries
    .filter(({ action }) => action === CRM_SWITCHED)
    .map(({ at, user, note }) => {
      const [from = '', to = ''] = note.split(' -> ')
      return { at, by: user, from: readChoice(from), to: readChoice(to) }
    })

function readChoice(words: string): CrmChoice {
  const [state, implementation = null] = words.split(' ')
  return { enabled: state === 'enabled', implementation }
}
