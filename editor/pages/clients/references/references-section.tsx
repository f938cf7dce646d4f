import type { Client } from '../../../../server/model/client.ts'
import { ErasureList } from './erasure-list.tsx'
import { ReferenceLookup } from './reference-lookup.tsx'
import { RemappingSection } from './remapping-section.tsx'

/** The crosswalk of a client: the one thing that is kept about a person. Every look and change is audited. */
export function ReferencesSection({ client }: { client: Client }) {
  return (
    <>
      <ReferenceLookup client={client.id} />
      <RemappingSection client={client} />
      <ErasureList client={client.id} />
    </>
  )
}
