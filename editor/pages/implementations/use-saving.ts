import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImplementationComparison } from '../../../server/model/implementation.ts'
import type { ImplementationView } from '../../../server/model/implementation-endpoint.ts'
import { type ApiProblem, toApiProblem } from '../../api/api-problem.ts'
import { refreshArea, useApi } from '../../api/use-api.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import type { ImplementationDraft } from './use-implementation-draft.ts'

/** What a save waits for: a confirmation of structural changes, or a choice between two states. */
export type SaveQuestion =
  | { ask: 'confirm'; comparison: ImplementationComparison }
  | { ask: 'conflict'; theirs: ImplementationView; comparison: ImplementationComparison }

export interface Saving {
  busy: boolean
  problem: ApiProblem | null
  question: SaveQuestion | null
  /** Saves; structural changes are asked about first. */
  save: () => void
  confirm: () => void
  /** Closes the question; nothing is saved. */
  leave: () => void
}

/** How the draft gets to the server. Nothing structural is saved without a look at what it touches; nothing of somebody else is overwritten unseen. */
export function useSaving(work: ImplementationDraft): Saving {
  const [question, setQuestion] = useState<SaveQuestion | null>(null)
  const api = useApi()
  const queries = useQueryClient()
  const params = { id: work.draft.id }
  const compare = () => api.call('implementations.compare', { params, body: work.draft })
  const asks = async (): Promise<SaveQuestion> => ({ ask: 'confirm', comparison: await compare() })
  const meets = async (): Promise<SaveQuestion> => ({
    ask: 'conflict',
    theirs: await api.call('implementations.read', { params }),
    comparison: await compare(),
  })
  const store = async (confirm: boolean): Promise<SaveQuestion | null> => {
    const { revision } = work.base
    const sent = work.draft
    const refused = (error: unknown): Promise<SaveQuestion> => {
      const { code } = toApiProblem(error).document
      if (code === 'implementation.unconfirmed') return asks()
      if (code === 'request.conflict') return meets()
      throw error
    }
    const saved = await api.call('implementations.save', { params, body: { revision, value: sent, confirm } }).catch(refused)
    if ('ask' in saved) return saved
    work.take(saved, sent)
    await refreshArea(queries, 'implementations.save')
    return null
  }
  const sending = useMutation<SaveQuestion | null, ApiProblem, boolean>({
    mutationFn: store,
    onSuccess: (next, confirmed) => {
      setQuestion(next)
      if (confirmed && !next) notifyDone('Saved. The new version is in use.')
    },
    meta: { quiet: true },
  })
  const leave = (): void => setQuestion(null)
  return { busy: sending.isPending, problem: sending.error, question, save: () => sending.mutate(false), confirm: () => sending.mutate(true), leave }
}
