import { Button, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { DocumentKindName } from '../../../../server/model/business-document.ts'
import { useAllowed } from '../../../api/session.tsx'
import { Section } from '../../../ui/page.tsx'
import { DocumentList, type DocumentQuery } from './document-list.tsx'
import { DocumentSummary } from './document-summary.tsx'
import { KIND_WORDS } from './document-words.ts'

const KINDS = DocumentKindName.options.map((value) => ({ value, label: KIND_WORDS[value] }))
const WHO = [
  { value: 'false', label: 'with a customer' },
  { value: 'true', label: 'anonymous' },
]

/** What POS and ERP of the client handed over: numbers, references and states, nothing about a person. */
export function DocumentsSection({ client }: { client: string }) {
  const mayList = useAllowed('operator')
  const [query, setQuery] = useState<DocumentQuery>({})
  const [settled] = useDebouncedValue(query, 300)
  return (
    <>
      {mayList && (
        <Section
          title="Documents"
          description="Orders, shipments, invoices and credit notes by their headers. A document of the anonymous customer can be given its customer here."
        >
          <Filters query={query} onChange={setQuery} />
          <DocumentList key={JSON.stringify(settled)} client={client} query={settled} />
        </Section>
      )}
      <DocumentSummary client={client} />
    </>
  )
}

function Filters({ query, onChange }: { query: DocumentQuery; onChange: (next: DocumentQuery) => void }) {
  const change = (name: keyof DocumentQuery, value: string | null): void => {
    const { [name]: _before, ...others } = query
    onChange(value ? ({ ...others, [name]: value } as DocumentQuery) : others)
  }
  const empty = Object.keys(query).length === 0
  return (
    <Group gap="xs" role="search" aria-label="Find documents">
      <TextInput
        aria-label="Number"
        placeholder="Number"
        value={query.externalNumber ?? ''}
        onChange={(event) => change('externalNumber', event.currentTarget.value.trim())}
      />
      <TextInput
        aria-label="CRM reference"
        placeholder="CRM reference"
        value={query.crmReference ?? ''}
        w={240}
        onChange={(event) => change('crmReference', event.currentTarget.value.trim())}
      />
      <Select aria-label="Kind" placeholder="all kinds" data={KINDS} value={query.kind ?? null} clearable w={140} onChange={(value) => change('kind', value)} />
      <Select
        aria-label="Customer"
        placeholder="all customers"
        data={WHO}
        value={query.anonymous ?? null}
        clearable
        w={160}
        onChange={(value) => change('anonymous', value)}
      />
      {!empty && (
        <Button variant="subtle" color="gray" onClick={() => onChange({})}>
          Clear
        </Button>
      )}
    </Group>
  )
}
