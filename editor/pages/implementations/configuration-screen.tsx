import { Tabs } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { type KeyboardEvent, useState } from 'react'
import type { ImplementationView } from '../../../server/model/implementation-endpoint.ts'
import { useAllowed } from '../../api/session.tsx'
import { Badge } from '../../ui/badge.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { languagesOf } from '../../../server/model/describe-selector.ts'
import { type ConfigurationPlace, type ConfigurationTab, type PlacedFinding, TABS } from './configuration-place.ts'
import { FindingsList } from './findings-list.tsx'
import classes from './implementation.module.css'
import { ConfirmChanges, ConflictDialog } from './question-dialogs.tsx'
import { ScreenButtons } from './screen-buttons.tsx'
import { PARTS } from './screen-tabs.tsx'
import type { ScreenPart } from './screen-part.ts'
import { SelectorPreview } from './selector-preview.tsx'
import { useComparison } from './use-comparison.ts'
import { type ImplementationDraft, useImplementationDraft } from './use-implementation-draft.ts'
import { useFocusAt } from './use-place.ts'
import { type Saving, useSaving } from './use-saving.ts'

interface ConfigurationScreenProps {
  view: ImplementationView
  at: ConfigurationPlace
  go: (place: ConfigurationPlace) => void
}

/** One implementation: its configuration in tables, the selector it makes beside them, and what saving would change. */
export function ConfigurationScreen({ view, at, go }: ConfigurationScreenProps) {
  const readOnly = !useAllowed('integrator')
  const work = useImplementationDraft(view)
  const checked = useComparison(work.draft, work.base.revision)
  const saving = useSaving(work, checked.fresh)
  const [language, setLanguage] = useState(() => firstLanguage(languagesOf(view.value.configuration)))
  const [preview, setPreview] = useLocalStorage({ key: 'patchbay.selector-preview', defaultValue: true })
  useFocusAt(at)
  const part: ScreenPart = { work, findings: checked.findings, at, go, language, readOnly }
  const languages = [...new Set(['en', ...languagesOf(work.draft.configuration), language])]
  const { name } = work.draft.configuration.header
  return (
    <div className={preview ? classes.screen : `${classes.screen} ${classes.alone}`} onKeyDown={(event) => onUndoKey(event, work)}>
      <TopBar
        crumbs={[{ label: 'Implementations', href: '/implementations' }, { label: name || view.value.id }]}
        state={<States work={work} saving={saving} />}
      >
        <ScreenButtons part={part} saving={saving} preview={preview} onPreview={() => setPreview(!preview)} />
      </TopBar>
      <div className={classes.main}>
        {saving.problem && <ProblemView problem={saving.problem.document} />}
        {checked.problem && <ProblemView problem={checked.problem.document} />}
        <FindingsList findings={checked.findings} go={go} />
        <PartTabs at={at} go={go} findings={checked.findings} />
        {PARTS[at.tab](part)}
      </div>
      {preview && (
        <div className={classes.beside}>
          <SelectorPreview part={part} languages={languages} onLanguage={setLanguage} />
        </div>
      )}
      <ConfirmChanges work={work} saving={saving} />
      <ConflictDialog work={work} saving={saving} />
    </div>
  )
}

/** Undo of the browser knows one field only; here it takes back steps of the whole screen, also from within a field. */
function onUndoKey(event: KeyboardEvent, work: ImplementationDraft): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return
  const key = event.key.toLowerCase()
  if (key !== 'z' && key !== 'y') return
  event.preventDefault()
  if (key === 'y' || event.shiftKey) work.redo()
  else work.undo()
}

const firstLanguage = (languages: readonly string[]): string => (languages.includes('en') ? 'en' : (languages[0] ?? 'en'))

const TAB_WORDS: Readonly<Record<ConfigurationTab, string>> = {
  properties: 'Properties',
  filters: 'Filters',
  addresses: 'Addresses',
  labels: 'Labels',
  header: 'General',
  connection: 'Connection',
  flows: 'Flows',
  package: 'Package',
  versions: 'Versions',
}

function PartTabs({ at, go, findings }: Pick<ConfigurationScreenProps, 'at' | 'go'> & { findings: readonly PlacedFinding[] }) {
  const wrong = (tab: ConfigurationTab): number => findings.filter(({ place, severity }) => place.tab === tab && severity === 'error').length
  return (
    <Tabs value={at.tab} onChange={(tab) => tab && go({ tab: tab as ConfigurationTab })} keepMounted={false}>
      <Tabs.List className={classes.tabs}>
        {TABS.map((tab) => (
          <Tabs.Tab key={tab} value={tab} rightSection={wrong(tab) > 0 && <Badge tone="problem">{wrong(tab)}</Badge>}>
            {TAB_WORDS[tab]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  )
}

/** Version and state of saving. */
function States({ work, saving }: { work: ImplementationDraft; saving: Saving }) {
  return (
    <span role="status">
      <span className={classes.wideOnly}>
        <Badge>version {work.base.value.version}</Badge>{' '}
      </span>
      {saving.busy ? <Badge tone="wait">saving</Badge> : <SavedState work={work} />}
    </span>
  )
}

const SavedState = ({ work }: { work: ImplementationDraft }) => (work.changed ? <Badge tone="paused">not saved</Badge> : <Badge tone="ok">saved</Badge>)
