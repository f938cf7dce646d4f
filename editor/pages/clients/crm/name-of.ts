import type { ImplementationView } from '../../../../server/model/implementation-endpoint.ts'

/** Says an implementation in words, by its id. */
export type NameOf = (id: string | null | undefined) => string

/** Names and systems of these implementations; of one that is gone, its id. */
export const namesOf =
  (own: readonly ImplementationView[]): NameOf =>
  (id) => {
    const view = own.find(({ value }) => value.id === id)
    return view ? `${view.value.configuration.header.name} (${view.connection?.connection.system ?? 'no system'})` : (id ?? 'none')
  }
