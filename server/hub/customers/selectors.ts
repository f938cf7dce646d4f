import { describeSelector, languagesOf, nearestLanguage } from '../../model/describe-selector.ts'
import type { ClientCrm } from '../../model/client.ts'
import type { SelectorDescription } from '../../model/selector.ts'
import type { ImplementationInUse } from '../implementations/implementations-in-use.ts'

export interface SelectorsOptions {
  crm(client: string): ClientCrm | undefined
  implementations: { current(client: string): ImplementationInUse | undefined; onChange(listener: (client: string) => void): () => void }
  /** Operations of a client that flows are bound to. */
  boundOperations(client: string): readonly string[]
}

const STANDARD_LANGUAGE = 'en'
const ANONYMOUS = 'local:customer:anonymous'

interface Made {
  /** That the configuration has texts in. */
  languages: readonly string[]
  descriptions: Map<string, SelectorDescription>
}

/** Descriptions of the customer selectors of clients, made once for each language and made anew after a change. */
export class Selectors {
  private readonly options: SelectorsOptions
  private readonly made = new Map<string, Made>()
  private readonly listeners = new Set<(client: string) => void>()

  constructor(options: SelectorsOptions) {
    this.options = options
    options.implementations.onChange((client) => {
      this.made.delete(client)
      for (const listener of this.listeners) listener(client)
    })
  }

  /** In the first of the languages that there is, in order of preference. */
  describe(client: string, languages: readonly string[]): SelectorDescription {
    const made = this.made.get(client) ?? this.begin(client)
    const language = nearestLanguage(made.languages, languages) ?? STANDARD_LANGUAGE
    const description = made.descriptions.get(language) ?? this.make(client, language)
    made.descriptions.set(language, description)
    return description
  }

  /** Calls the listener with a client whose selector may be another one now. Gives back what ends it. */
  onChange(listener: (client: string) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  private begin(client: string): Made {
    const configuration = this.options.implementations.current(client)?.implementation.configuration
    const made = { languages: configuration ? languagesOf(configuration) : [], descriptions: new Map<string, SelectorDescription>() }
    this.made.set(client, made)
    return made
  }

  private make(client: string, language: string): SelectorDescription {
    const { crm, implementations, boundOperations } = this.options
    const implementation = implementations.current(client)?.implementation
    return describeSelector({
      configuration: implementation?.configuration,
      operations: implementation ? Object.keys(implementation.flows) : boundOperations(client),
      language,
      anonymousCustomer: crm(client)?.anonymousCustomer ?? ANONYMOUS,
    })
  }
}
