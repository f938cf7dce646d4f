import { SegmentedControl, Select } from '@mantine/core'
import { useState } from 'react'
import type { SelectorDescription } from '../../../server/model/selector.ts'
import { ProblemView } from '../../ui/problem-view.tsx'
import type { ScreenPart } from './screen-part.ts'
import { PreviewForm } from './preview-form.tsx'
import { PreviewList } from './preview-list.tsx'
import classes from './preview.module.css'
import { usePreview } from './use-preview.ts'

const VIEWS = [
  { value: 'list', label: 'List' },
  { value: 'detail', label: 'Detail' },
  { value: 'create', label: 'Create' },
  { value: 'edit', label: 'Edit' },
] as const
export type PreviewView = (typeof VIEWS)[number]['value']

interface SelectorPreviewProps {
  part: ScreenPart
  languages: readonly string[]
  onLanguage: (language: string) => void
}

/** The selector as people at a till would see it, drawn from the draft, with made-up values. A click on a label leads to its property. */
export function SelectorPreview({ part, languages, onLanguage }: SelectorPreviewProps) {
  const [view, setView] = useState<PreviewView>('list')
  const preview = usePreview(part.work.draft, part.language)
  return (
    <aside className={classes.preview} aria-label="Preview of the selector">
      <header className={classes.head}>
        <SegmentedControl size="xs" aria-label="View" data={[...VIEWS]} value={view} onChange={(next) => setView(next as PreviewView)} />
        <Select
          size="xs"
          w={90}
          aria-label="Language of the preview"
          data={[...languages]}
          value={part.language}
          allowDeselect={false}
          onChange={(next) => next && onLanguage(next)}
        />
      </header>
      {preview.data ? <Drawn description={preview.data} view={view} go={part.go} /> : null}
      {preview.error && !preview.data && <ProblemView problem={preview.error.document} />}
      {preview.stale && preview.data && <p className={classes.note}>This is how it was before the last problem.</p>}
    </aside>
  )
}

function Drawn({ description, view, go }: { description: SelectorDescription; view: PreviewView; go: ScreenPart['go'] }) {
  const onProperty = (property: string): void => go({ tab: 'properties', entry: property, field: `${view}.visible` })
  if (view === 'list')
    return <PreviewList description={description} onProperty={onProperty} onFilter={(filter) => go({ tab: 'filters', entry: filter, field: 'label' })} />
  return <PreviewForm description={description} view={view} onProperty={onProperty} />
}
