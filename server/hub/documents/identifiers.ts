import type { BusinessDocument } from '../../model/business-document.ts'
import type { Cancellation } from '../../model/cancellation.ts'
import type { CrmConfiguration } from '../../model/crm-configuration.ts'
import { fieldOf } from '../../model/customer-role.ts'
import { identifierText, readValues } from '../../model/customer-values.ts'
import { Problem } from '../../model/problem.ts'
import type { CustomerCalls } from '../operation-contract.ts'

/** Customers that are asked for one list, and how many at a time. */
const MOST = 50
const AT_ONCE = 4

interface Asking {
  client: string
  configuration: CrmConfiguration
  customers: Pick<CustomerCalls, 'get'>
  signal: Cancellation
}

/** The texts by which people know the customers of documents, from the CRM, by reference. Those that it does not give are left out; while it is down no more are asked for. */
export async function readIdentifiers(documents: readonly BusinessDocument[], asking: Asking): Promise<Map<string, string>> {
  const { client, configuration, customers, signal } = asking
  const fields = [
    ...new Set(configuration.properties.filter(({ active, identifier }) => active && identifier !== undefined).map((each) => fieldOf(each).split('.')[0]!)),
  ]
  const texts = new Map<string, string>()
  const waiting = [...new Set(documents.flatMap(({ crmReference }) => crmReference ?? []))].slice(0, MOST)
  const askOne = async (ref: string): Promise<void> => {
    try {
      texts.set(ref, identifierText(configuration, readValues(configuration, await customers.get(client, ref, { signal, fields }))))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.kind.retry) waiting.length = 0
    }
  }
  const work = async (): Promise<void> => {
    for (let ref = waiting.shift(); ref !== undefined && !signal.aborted; ref = waiting.shift()) await askOne(ref)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return texts
}
