import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconAlertCircle, IconArrowBackUp, IconArrowForwardUp, IconCheck, IconClock, IconGitMerge, IconHistory, IconUpload } from '@tabler/icons-react'
import { type ReactNode, useMemo } from 'react'
import { flowChanges } from '../server/model/flow-changes.ts'
import { shownKey } from './actions/action.ts'
import { flowAction } from './actions/flow-actions.ts'
import { shortcutText } from './actions/shortcut.ts'
import type { SavingState } from './document/draft-saver.ts'
import type { FlowEditorState } from './document/flow-editor.ts'
import { onMac } from './flow-screen-keys.ts'
import type { FlowScreenModel } from './flow-screen-use.ts'
import { useVersion } from './flow-screen-version.ts'
import classes from './flow-screen.module.css'
import { Badge, type Tone } from './ui/badge.tsx'
import { RunButton } from './ui/run-button.tsx'
import { TopBar } from './ui/top-bar.tsx'

const SAVING: Readonly<Record<SavingState['saving'], { tone: Tone; text: string; icon: ReactNode }>> = {
  saved: { tone: 'neutral', text: 'Saved', icon: <IconCheck size={12} aria-hidden /> },
  saving: { tone: 'neutral', text: 'Saving', icon: <IconClock size={12} aria-hidden /> },
  unsaved: { tone: 'neutral', text: 'Not saved yet', icon: <IconClock size={12} aria-hidden /> },
  failed: { tone: 'problem', text: 'Not saved: trying again', icon: <IconAlertCircle size={12} aria-hidden /> },
  conflict: { tone: 'problem', text: 'Changed elsewhere', icon: <IconGitMerge size={12} aria-hidden /> },
}

/** Where one is, whether it is saved, and what can be done with the whole flow. */
export function FlowTopBar({ screen }: { screen: FlowScreenModel }) {
  const { state, tries, subject } = screen
  const { past, future } = state.history
  const version = useVersionWords(state)
  return (
    <TopBar crumbs={[{ label: 'Flows', href: '/flows' }, { label: state.flow.name }]} state={<DraftState state={state} version={version} />}>
      <ActionButton screen={screen} id="versions" icon={<IconHistory size={16} />} detail={undefined} />
      {state.canEdit && (
        <>
          <ActionButton screen={screen} id="undo" icon={<IconArrowBackUp size={16} />} detail={past.at(-1)?.label} />
          <ActionButton screen={screen} id="redo" icon={<IconArrowForwardUp size={16} />} detail={future.at(-1)?.label} />
          <Tooltip label={hint('run')}>
            <RunButton variant="default" running={tries.running} onRun={() => flowAction('run').apply(subject)}>
              Test
            </RunButton>
          </Tooltip>
          <Tooltip label={hint('publish')}>
            <Button leftSection={<IconUpload size={14} />} onClick={() => flowAction('publish').apply(subject)}>
              Publish
            </Button>
          </Tooltip>
        </>
      )}
    </TopBar>
  )
}

/** Which version calls run, and whether the draft is another one by now. */
function useVersionWords({ flow, publishedVersion }: FlowEditorState): string {
  const published = useVersion(flow.id, publishedVersion).data
  const changed = useMemo(() => published !== undefined && flowChanges(published.flow, flow).length > 0, [flow, published])
  if (publishedVersion === null) return 'Draft, never published'
  return changed ? `Version ${publishedVersion} and unpublished changes` : `Version ${publishedVersion}`
}

function DraftState({ state: { saving, saveProblem, canEdit }, version }: { state: FlowEditorState; version: string }) {
  const { tone, text, icon } = SAVING[saving]
  if (!canEdit) return <span className={classes.state}>{`${version}, read-only`}</span>
  return (
    <span className={classes.state}>
      <span>{version}</span>
      <span role="status" title={saveProblem ?? undefined}>
        <Badge tone={tone} icon={icon}>
          {text}
        </Badge>
      </span>
    </span>
  )
}

function hint(id: string): string {
  const action = flowAction(id)
  return `${action.label} (${shortcutText(shownKey(action) ?? '', onMac())})`
}

function ActionButton({ screen, id, icon, detail }: { screen: FlowScreenModel; id: string; icon: ReactNode; detail: string | undefined }) {
  const action = flowAction(id)
  const label = detail === undefined ? hint(id) : `${action.label}: ${detail} (${shortcutText(shownKey(action) ?? '', onMac())})`
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        className={id === 'versions' ? undefined : classes.wideOnly}
        aria-label={action.label}
        data-action={id}
        disabled={!action.allowed(screen.subject)}
        onClick={() => action.apply(screen.subject)}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  )
}
