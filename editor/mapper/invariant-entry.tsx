import { ActionIcon, SegmentedControl, TextInput } from '@mantine/core'
import { IconCheck, IconTrash, IconX } from '@tabler/icons-react'
import { useMemo, useRef } from 'react'
import type { Invariant } from '../../server/model/mapping.ts'
import { editInvariants, invariantFill } from '../document/mapping-invariants.ts'
import { sourcePaths } from '../document/source-paths.ts'
import { CodeField } from '../ui/code/code-field.tsx'
import { countText } from './fill-words.ts'
import classes from './invariant.module.css'
import { invariantOutcomes } from './invariant-outcomes.ts'
import { useMapper } from './mapper-context.ts'
import panels from './panels.module.css'

export interface InvariantEntryProps {
  invariant: Invariant
  number: number
  /** It was just added: takes the focus. */
  fresh: boolean
}

/** One invariant: its expression over the result, what happens where it does not hold, why it is there, and how it stands. */
export function InvariantEntry({ invariant, number, fresh }: InvariantEntryProps) {
  const focused = useRef(fresh)
  const { mapping, model, canEdit, change, findings, preview } = useMapper()
  const paths = useMemo(() => sourcePaths(model.targets.values(), []), [model.targets])
  const put = (part: Partial<Pick<Invariant, 'text' | 'note' | 'broken'>>, typing: boolean): void =>
    change(editInvariants(mapping, { kind: 'change', id: invariant.id, part }), 'Change an invariant', typing)
  const problems = findings.byRow.get(invariant.id) ?? []
  return (
    <section className={classes.entry} aria-label={`Invariant ${number}`}>
      <div className={classes.head}>
        <Outcomes id={invariant.id} />
        <BrokenChoice {...{ invariant, number }} onChoose={(broken) => put({ broken }, false)} />
      </div>
      <CodeField
        label={`Invariant ${number}`}
        text={invariant.text}
        readOnly={!canEdit}
        focused={focused}
        paths={paths}
        problems={preview.pending ? [] : problems.map(({ level, text }) => ({ level, text }))}
        onChange={(text) => text.trim() !== '' && put({ text }, true)}
      />
      {problems.length > 0 && <p className={`${panels.bad} ${classes.problems}`}>{problems.map(({ text }) => text).join(' ')}</p>}
      <TextInput
        size="xs"
        aria-label={`Note of invariant ${number}`}
        placeholder="What it stands for; named in the problem when it does not hold"
        disabled={!canEdit}
        maxLength={400}
        value={invariant.note ?? ''}
        onChange={(event) => put({ note: event.currentTarget.value }, true)}
      />
    </section>
  )
}

interface BrokenChoiceProps {
  invariant: Invariant
  number: number
  onChoose(broken: Invariant['broken']): void
}

/** What happens where it does not hold, and taking it out. */
function BrokenChoice({ invariant, number, onChoose }: BrokenChoiceProps) {
  const { mapping, canEdit, change } = useMapper()
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label="What happens where it does not hold"
        disabled={!canEdit}
        value={invariant.broken}
        onChange={(value) => onChoose(value as Invariant['broken'])}
        data={[
          { value: 'problem', label: 'Broken: the run fails' },
          { value: 'count', label: 'Broken: only counted' },
        ]}
      />
      {canEdit && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Remove invariant ${number}`}
          title="Remove the invariant"
          onClick={() => change(editInvariants(mapping, { kind: 'remove', id: invariant.id }), 'Remove an invariant')}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </>
  )
}

/** Held or broken for each sample, and how often in the published version. */
function Outcomes({ id }: { id: string }) {
  const { preview, samples, fills } = useMapper()
  const outcomes = invariantOutcomes(preview.result, id)
  const fill = invariantFill(fills?.fill, id)
  return (
    <ul className={classes.outcomes} aria-label="How it stands">
      {outcomes.map((outcome, i) => {
        const name = samples[i]?.name ?? `Sample ${i + 1}`
        if (!outcome) return null
        const words = outcome.held ? 'holds' : (outcome.problem ?? 'broken')
        return (
          <li key={samples[i]?.id ?? i} data-held={outcome.held} title={`${name}: ${words}`}>
            {outcome.held ? <IconCheck size={13} aria-hidden /> : <IconX size={13} aria-hidden />} {name}
            <span className={classes.hidden}>: {words}</span>
          </li>
        )
      })}
      {fill && fills && fill.held + fill.broken > 0 && (
        <li data-held={fill.broken === 0} title={`In version ${fills.version}`}>
          held {countText(fill.held)} times, broken {countText(fill.broken)} in version {fills.version}
        </li>
      )}
    </ul>
  )
}
