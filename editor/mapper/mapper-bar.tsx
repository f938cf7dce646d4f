import { CloseButton, Select } from '@mantine/core'
import { memo } from 'react'
import { countText } from './fill-words.ts'
import { useMapper } from './mapper-context.ts'
import type { MapperSample } from './mapper-model.ts'
import classes from './mapper.module.css'

/** What is mapped, how far it is, and which sample is shown. */
export function MapperBar({ title, onClose }: { title: string; onClose: () => void }) {
  const { notice, samples, sample, chooseSample, model } = useMapper()
  return (
    <header className={classes.bar}>
      <h1 className={classes.title}>{title}</h1>
      <Counts />
      <span className={classes.notice} role="status">
        {notice}
      </span>
      <span className={classes.legend} aria-label="Kinds of lines">
        <span data-kind="copied">copied</span>
        <span data-kind="computed">computed</span>
        <span data-kind="loop">loop</span>
        {model.lines.some(({ kind }) => kind === 'broken') && <span data-kind="broken">unknown path</span>}
      </span>
      {samples.length > 0 && <SampleChoice samples={samples} chosen={sample?.id} onChoose={chooseSample} />}
      <CloseButton aria-label="Close the mapper" title="Close the mapper" onClick={onClose} />
    </header>
  )
}

interface SampleChoiceProps {
  samples: readonly MapperSample[]
  chosen: string | undefined
  onChoose(id: string): void
}

/** Remembered, as all controls with a list that opens: they cost most of a keystroke's drawing. */
const SampleChoice = memo(function SampleChoice({ samples, chosen, onChoose }: SampleChoiceProps) {
  return (
    <Select
      size="xs"
      w={220}
      aria-label="Sample shown in the trees"
      data={samples.map(({ id, name }) => ({ value: id, label: name }))}
      value={chosen ?? null}
      onChange={(id) => id !== null && onChoose(id)}
      allowDeselect={false}
    />
  )
})

function Counts() {
  const { model, fills } = useMapper()
  return (
    <span className={classes.counts}>
      <span>
        <b>{model.wanted - model.open.size}</b> of {model.wanted} target fields mapped
      </span>
      <span style={model.missing.size > 0 ? { color: 'var(--pb-problem)' } : undefined}>{model.missing.size} missing</span>
      <span style={model.lost.size > 0 ? { color: 'var(--pb-paused)' } : undefined}>{model.lost.size} lost</span>
      {fills && (
        <span title={`How often each row gave a value since version ${fills.version} was published`}>
          {countText(fills.runs)} {fills.runs === 1 ? 'run' : 'runs'}
        </span>
      )}
    </span>
  )
}
