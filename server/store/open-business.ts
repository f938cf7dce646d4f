import type { BusinessDatabase } from './business-database.ts'
import { openBusinessDocuments } from './business-documents.ts'
import type { Store } from './contract.ts'
import { openReferences } from './references.ts'

/** The crosswalk and the headers of documents. `flush` writes what was seen and is not written yet. */
export function openBusiness(options: BusinessDatabase): Pick<Store, 'references' | 'documents'> & { flush(): Promise<void> } {
  const references = openReferences(options)
  return { references, documents: openBusinessDocuments(options), flush: () => references.flush() }
}
