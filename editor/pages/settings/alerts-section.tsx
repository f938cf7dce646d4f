import { Button } from '@mantine/core'
import { useState } from 'react'
import type { AlertChannel } from '../../../server/model/alert.ts'
import type { AlertsView } from '../../../server/model/alert-endpoint.ts'
import { useAllowed } from '../../api/session.tsx'
import { useChange, useEndpoint } from '../../api/use-api.tsx'
import { Badge } from '../../ui/badge.tsx'
import { LateRows } from '../../ui/late.tsx'
import { Section } from '../../ui/page.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { useFocusFirstError } from '../../ui/use-focus-first-error.ts'
import { AlertChannels } from './alert-channels.tsx'
import { addChannel, addRule, isChanged, storedDraft, typedSecrets, type AlertDraft } from './alert-draft.ts'
import { AlertRules } from './alert-rules.tsx'

/** What operators are told of without looking, and where. */
export function AlertsSection() {
  const alerts = useEndpoint('alerts.read')
  return (
    <>
      {alerts.error && <ProblemView problem={alerts.error.document} onRetry={() => void alerts.refetch()} />}
      {alerts.isPending && <LateRows rows={3} />}
      {alerts.data && <AlertsForm stored={alerts.data} />}
    </>
  )
}

function AlertsForm({ stored }: { stored: AlertsView }) {
  const mayEdit = useAllowed('integrator')
  const { view, draft, setDraft, save, changed, store } = useEditing(stored, mayEdit)
  const status = useEndpoint('alerts.status', undefined, { refetchInterval: 5_000 }).data
  const errors = { ...save.error?.fieldErrors('settings'), ...save.error?.fieldErrors() }
  const part = { draft, onChange: setDraft, errors, readOnly: !mayEdit }
  const told = Object.keys(errors).length > 0
  return (
    <>
      <Section
        title="Alerts"
        description="An alert is raised when a measure has been over its limit for the time, and cleared when it no longer is. Every channel is told once of each."
        actions={mayEdit && <RuleButtons busy={save.isPending} changed={changed} add={() => setDraft(addRule(draft))} store={store} />}
      >
        {changed && (
          <div>
            <Badge tone="paused">not saved</Badge>
          </div>
        )}
        {save.error && !told && <ProblemView problem={save.error.document} />}
        <AlertRules {...part} status={status?.rules ?? []} />
      </Section>
      <Section
        title="Alert channels"
        description="Webhooks are signed (Standard Webhooks). Messages hold ids, numbers and a link, never the content of a document."
        actions={mayEdit && <ChannelButtons add={(type) => setDraft(addChannel(draft, type))} />}
      >
        <AlertChannels {...part} status={status?.channels ?? []} stored={view} testable={!changed} />
      </Section>
    </>
  )
}

function useEditing(stored: AlertsView, mayEdit: boolean) {
  const [view, setView] = useState(stored)
  const [draft, setDraft] = useState<AlertDraft>(() => storedDraft(stored))
  const save = useChange('alerts.save', { quiet: true })
  const changed = isChanged(draft, view)
  useFocusFirstError(save.error)
  const taken = (next: AlertsView): void => {
    setView(next)
    setDraft(storedDraft(next))
  }
  // What somebody else has saved meanwhile is shown, unless that would lose what is being typed.
  if (stored.revision !== view.revision && (stored.revision ?? 0) > (view.revision ?? 0) && !changed) taken(stored)
  const store = (): void => save.mutate({ body: { revision: view.revision, settings: draft.settings, secrets: typedSecrets(draft) } }, { onSuccess: taken })
  usePageActions(
    mayEdit
      ? [
          { id: 'save-alerts', label: 'Save the alerts', shortcut: 'mod+S', disabled: !changed, run: store },
          { id: 'add-alert-rule', label: 'Add an alert rule', run: () => setDraft(addRule(draft)) },
        ]
      : [],
  )
  return { view, draft, setDraft, save, changed, store }
}

interface RuleButtonsProps {
  busy: boolean
  changed: boolean
  add: () => void
  store: () => void
}

function RuleButtons({ busy, changed, add, store }: RuleButtonsProps) {
  return (
    <>
      <Button variant="default" onClick={add}>
        Add a rule
      </Button>
      <Button onClick={store} loading={busy} disabled={!changed}>
        Save alerts
      </Button>
    </>
  )
}

function ChannelButtons({ add }: { add: (type: AlertChannel['type']) => void }) {
  return (
    <>
      <Button variant="default" onClick={() => add('webhook')}>
        Add a webhook
      </Button>
      <Button variant="default" onClick={() => add('email')}>
        Add e-mail
      </Button>
    </>
  )
}
