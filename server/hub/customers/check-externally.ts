import type { CrmConfiguration } from '../../model/crm-configuration.ts'
import { type CustomerChange, CustomerDraft, type CustomerReaction } from '../../model/customer.ts'
import { readValues } from '../../model/customer-values.ts'
import { type FieldError, Problem } from '../../model/problem.ts'
import type { CustomerPart } from '../../model/value-shape.ts'
import { propertyPath, touchesProperty } from './property-path.ts'

/** What is to be written, and who says whether it may be. */
export interface ExternalQuestion {
  /** Of the customer that is changed; left out: a new one. */
  ref?: string
  /** What is sent: a new customer, or what changes. */
  part: CustomerPart
  /** The customer that is changed, as it is now. */
  before?(): Promise<CustomerPart>
  /** Asks the flow of `customers.onChange`. */
  react(change: CustomerChange): Promise<CustomerReaction>
}

/**
 * Makes what asks the CRM about values before they are written, where a required rule says so; undefined where none does. What it calls an error is refused with
 * `request.invalid`; its words are the caller's only. Rejects with what the flow ends with.
 */
export function externalChecker(configuration: CrmConfiguration): ((question: ExternalQuestion) => Promise<void> | undefined) | undefined {
  const external = configuration.properties.filter(({ active, validation }) => active && validation.level === 'required' && validation.rule === 'external')
  if (external.length === 0) return undefined
  return (question) => {
    const { ref, part } = question
    const values = readValues(configuration, part)
    // A new customer comes with every list, empty or not; a change clears what it empties.
    const touched = external.filter((property) => Object.hasOwn(values, property.apiKey) || (ref !== undefined && touchesProperty(property, part)))
    if (touched.length === 0) return undefined
    return ask(
      configuration,
      question,
      touched.map(({ apiKey }) => apiKey),
    )
  }
}

async function ask(configuration: CrmConfiguration, { ref, part, before, react }: ExternalQuestion, properties: readonly string[]): Promise<void> {
  const customer = draftOf({ ...(await before?.()), ...part })
  const reactions = await Promise.all(properties.map((property) => react({ property, customer, ...(ref !== undefined && { ref }) })))
  const refused = reactions.flatMap(({ messages = [] }) => messages).filter(({ level }) => level === 'error')
  if (refused.length === 0) return
  const errors = [...new Set(refused.map(({ property }) => property))].map((key) => errorAt(configuration, part, key))
  throw new Problem('request.invalid', `The CRM refuses the values of ${errors.map(({ path }) => path).join(', ')}.`, {
    errors,
    vendorMessage: [...new Set(refused.map(({ text }) => text))].join(' '),
  })
}

/** The words of the CRM may hold a value, and errors never do. */
function errorAt(configuration: CrmConfiguration, part: CustomerPart, key: string): FieldError {
  const property = configuration.properties.find(({ apiKey, active }) => active && apiKey === key)
  const said = { message: 'is refused by the CRM', code: 'external' }
  return property ? { path: propertyPath(configuration, property, part), property: key, ...said } : { path: '', ...said }
}

const FIELDS = Object.keys(CustomerDraft.shape)

const draftOf = (customer: CustomerPart): CustomerDraft => Object.fromEntries(Object.entries(customer).filter(([field]) => FIELDS.includes(field)))
