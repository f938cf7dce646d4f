import { useState } from 'react'
import type { Client, ClientCrm } from '../../../../server/model/client.ts'
import type { FieldError } from '../../../../server/model/problem.ts'
import type { ApiProblem } from '../../../api/api-problem.ts'
import { useChange } from '../../../api/use-api.tsx'
import { notifyDone } from '../../../ui/notify-problem.tsx'

export interface Switch {
  busy: boolean
  /** Why it was refused; not set while the refusal is a question. */
  problem: ApiProblem | null
  /** By field of the CRM. */
  errors: Record<string, string>
  /** Another system: what is wanted, and what stands against it (how many references there are). */
  question: { wanted: ClientCrm; errors: readonly FieldError[] } | null
  save: (wanted: ClientCrm) => void
  confirm: () => void
  leave: () => void
}

/** Saves the CRM of a client; another system than before is asked about first. */
export function useSwitch({ revision, client, onSaved }: { revision: number; client: Client; onSaved: () => void }): Switch {
  const [question, setQuestion] = useState<Switch['question']>(null)
  const save = useChange('clients.save', { quiet: true })
  const send = (wanted: ClientCrm, confirm: boolean): void =>
    save.mutate(
      { params: { id: client.id }, body: { revision, value: { ...client, crm: wanted }, confirm } },
      {
        onSuccess: () => (setQuestion(null), onSaved(), notifyDone('Saved. It holds for calls from now on.')),
        onError: ({ document }) => setQuestion(document.code === 'client.other-system' ? { wanted, errors: document.errors ?? [] } : null),
      },
    )
  return {
    busy: save.isPending,
    problem: question === null ? save.error : null,
    errors: question === null ? { ...save.error?.fieldErrors('crm'), ...save.error?.fieldErrors('value.crm') } : {},
    question,
    save: (wanted) => send(wanted, false),
    confirm: () => question && send(question.wanted, true),
    leave: () => setQuestion(null),
  }
}
