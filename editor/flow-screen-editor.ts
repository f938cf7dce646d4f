import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { FlowDraft } from '../server/model/flow.ts'
import type { Api } from './api/api.ts'
import { toApiProblem } from './api/api-problem.ts'
import { endpointKey, refreshArea, useApi } from './api/use-api.tsx'
import type { SaveOutcome } from './document/draft-saver.ts'
import { createFlowEditor, type FlowEditor } from './document/flow-editor.ts'

/** The store of the open flow, saving by itself. Leaving the screen saves at once; leaving the page asks while something is not saved. */
export function useFlowEditor(draft: FlowDraft, canEdit: boolean): FlowEditor {
  const api = useApi()
  const queries = useQueryClient()
  const [editor] = useState(() => createFlowEditor({ draft, canEdit, save: (revision, flow) => saveDraft(api, { revision, flow }) }))
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent): void => {
      if (editor.getState().saving === 'saved') return
      void editor.getState().flush()
      event.preventDefault()
    }
    const hide = (): void => {
      if (document.visibilityState === 'hidden') void editor.getState().flush()
    }
    window.addEventListener('beforeunload', leave)
    document.addEventListener('visibilitychange', hide)
    return () => {
      window.removeEventListener('beforeunload', leave)
      document.removeEventListener('visibilitychange', hide)
      const { flow } = editor.getState()
      void editor
        .getState()
        .flush()
        .then(() => refreshArea(queries, 'flows.list'))
        .finally(() => editor.getState().dispose())
      queries.removeQueries({ queryKey: endpointKey('flows.read', { params: { id: flow.id } }) })
    }
  }, [editor, queries])
  return editor
}

async function saveDraft(api: Api, body: { revision: number; flow: FlowDraft['flow'] }): Promise<SaveOutcome> {
  const params = { id: body.flow.id }
  try {
    return { saved: await api.call('flows.save', { params, body }) }
  } catch (error) {
    const { document } = toApiProblem(error)
    if (document.status !== 409) return { failed: `${document.title}. ${document.detail}` }
  }
  try {
    return { theirs: await api.call('flows.read', { params }) }
  } catch (error) {
    return { failed: toApiProblem(error).document.detail }
  }
}
