import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { BusinessDocument, DocumentFilter } from '../../../../server/model/business-document.ts'
import { useEndpoint } from '../../../api/use-api.tsx'
import { Badge } from '../../../ui/badge.tsx'
import { DenseTable } from '../../../ui/dense-table.tsx'
import { LateRows } from '../../../ui/late.tsx'
import { EmptyState, Panel } from '../../../ui/page.tsx'
import { ProblemView } from '../../../ui/problem-view.tsx'
import { When } from '../../../ui/when.tsx'
import { AssignDialog } from './assign-dialog.tsx'
import { KIND_WORDS, REASON_WORDS } from './document-words.ts'

export type DocumentQuery = Partial<Pick<DocumentFilter, 'crmReference' | 'externalNumber' | 'kind' | 'anonymous'>>

/** Documents a page. */
const PAGE = 50

/** Documents, newest first. */
export function DocumentList({ client, query }: { client: string; query: DocumentQuery }) {
  const [pages, setPages] = useState<readonly string[]>([''])
  const [assigning, setAssigning] = useState<BusinessDocument | null>(null)
  return (
    <>
      <Panel flush>
        <DenseTable label="Documents" columns={['Number', 'Kind', 'Channel', 'Customer', 'In the target', 'Status', 'Issued', '']}>
          {pages.map((before, index) => (
            <DocumentRows
              key={before}
              client={client}
              query={{ ...query, ...(before !== '' && { before }) }}
              last={index === pages.length - 1}
              onMore={(next) => setPages([...pages, next])}
              onAssign={setAssigning}
            />
          ))}
        </DenseTable>
      </Panel>
      {assigning && <AssignDialog client={client} document={assigning} onClose={() => setAssigning(null)} />}
    </>
  )
}

interface DocumentRowsProps {
  client: string
  query: DocumentQuery & { before?: string }
  /** Offers the next page. */
  last: boolean
  onMore: (before: string) => void
  onAssign: (document: BusinessDocument) => void
}

function DocumentRows({ client, query, last, onMore, onAssign }: DocumentRowsProps) {
  const documents = useEndpoint('documents.list', { params: { id: client }, query: { ...query, limit: PAGE } })
  const oldest = documents.data?.at(-1)?.id
  if (documents.error || documents.isPending || (documents.data.length === 0 && query.before === undefined))
    return (
      <tr>
        <td colSpan={8}>
          {documents.isPending && <LateRows rows={3} />}
          {documents.error && <ProblemView problem={documents.error.document} onRetry={() => void documents.refetch()} />}
          {documents.data && <EmptyState title="No documents">Documents appear here as they are handed over.</EmptyState>}
        </td>
      </tr>
    )
  return (
    <>
      {documents.data.map((document) => (
        <DocumentRow key={document.id} document={document} onAssign={onAssign} />
      ))}
      {last && documents.data.length === PAGE && oldest !== undefined && (
        <tr>
          <td colSpan={8}>
            <Button variant="subtle" onClick={() => onMore(oldest)}>
              Older ones
            </Button>
          </td>
        </tr>
      )}
    </>
  )
}

function DocumentRow({ document, onAssign }: { document: BusinessDocument; onAssign: DocumentRowsProps['onAssign'] }) {
  const { id, externalNumber, kind, channelId, crmReference, number, status, issueDate, createdAt } = document
  return (
    <tr>
      <td>
        <Link href={`/runs/${id}`}>{externalNumber}</Link>
      </td>
      <td>{KIND_WORDS[kind]}</td>
      <td>{channelId}</td>
      <td>{crmReference === null ? <Anonymous document={document} /> : <Named document={document} />}</td>
      <td>{number ?? ''}</td>
      <td>{status ?? ''}</td>
      <td title={issueDate}>
        <When at={createdAt} />
      </td>
      <td>
        {crmReference === null && (
          <Button variant="subtle" size="compact-xs" onClick={() => onAssign(document)}>
            Put in the customer
          </Button>
        )}
      </td>
    </tr>
  )
}

const Anonymous = ({ document: { anonymousReason } }: { document: BusinessDocument }) => (
  <Badge tone={anonymousReason === 'crm_offline' ? 'wait' : 'neutral'}>anonymous{anonymousReason && `: ${REASON_WORDS[anonymousReason]}`}</Badge>
)

const FORWARDED = { updated: 'target updated', unsupported: 'target cannot change it', pending: 'on its way to the target' } as const

function Named({ document: { crmReference, assigned } }: { document: BusinessDocument }) {
  return (
    <>
      <code>{crmReference}</code>{' '}
      {assigned && (
        <span title={`by ${assigned.by}, ${new Date(assigned.at).toLocaleString()}`}>
          <Badge tone={assigned.forwarded === 'updated' ? 'ok' : 'neutral'}>put in later: {FORWARDED[assigned.forwarded]}</Badge>
        </span>
      )}
    </>
  )
}
