import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Implementation, ImplementationComparison } from '../../../server/model/implementation.ts'
import type { ImplementationView } from '../../../server/model/implementation-endpoint.ts'
import { type ApiProblem, toApiProblem } from '../../api/api-problem.ts'
import type { Api } from '../../api/api.ts'
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
export function useSaving(work: ImplementationDraft, fresh: ImplementationComparison | undefined): Saving {
  const [question, setQuestion] = useState<SaveQuestion | null>(null)
  const api = useApi()
  const queries = useQueryClient()
  const store = async (confirm: boolean): Promise<SaveQuestion | null> => {
    const { draft: sent, base } = work
    const saved = await send(api, { sent, revision: base.revision, confirm })
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
  const save = (): void => {
    if (fresh?.changes.some((change) => change.class === 'structural')) setQuestion({ ask: 'confirm', comparison: fresh })
    else sending.mutate(false)
  }
  const leave = (): void => setQuestion(null)
  return { busy: sending.isPending, problem: sending.error, question, save, confirm: () => sending.mutate(true), leave }
}

/** Saves, or says what has to be asked before. */
async function send(
  api: Api,
  { sent, revision, confirm }: { sent: Implementation; revision: number; confirm: boolean },
): Promise<ImplementationView | SaveQuestion> {
  const params = { id: sent.id }
  const compare = () => api.call('implementations.compare', { params, body: sent })
  try {
    return await api.call('implementations.save', { params, body: { revision, value: sent, confirm } })
  } catch (error) {
    const { code } = toApiProblem(error).document
    if (code === 'implementation.unconfirmed') return { ask: 'confirm', comparison: await compare() }
    if (code === 'request.conflict') return { ask: 'conflict', theirs: await api.call('implementations.read', { params }), comparison: await compare() }
    throw error
  }
}
