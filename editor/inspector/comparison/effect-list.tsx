import type { Flow } from '../../../server/model/flow.ts'
import type { SampleEffect } from '../../../server/model/flow-comparison.ts'
import { Unfold } from '../../ui/unfold.tsx'
import classes from './comparison.module.css'
import { DifferenceTable } from './difference-table.tsx'

/** What a change does, in one line: `2 of 9 samples and cases change`. */
export function effectWords(effects: readonly SampleEffect[]): string {
  const changed = effects.filter(({ differences }) => differences.length > 0).length
  if (effects.length === 0) return 'There is no sample and no case to try it on.'
  if (changed === 0) return `None of ${effects.length} samples and cases changes.`
  return `${changed} of ${effects.length} samples and cases ${changed === 1 ? 'changes' : 'change'}.`
}

/** Samples and cases whose outcome a change alters, with before and after. */
export function EffectList({ flow, effects }: { flow: Flow; effects: readonly SampleEffect[] }) {
  return (
    <ul className={classes.effects} aria-label="Effects">
      {effects
        .filter(({ differences }) => differences.length > 0)
        .map(({ id, kind, name, differences }) => (
          <li key={`${kind} ${id}`}>
            <Unfold title={`${kind === 'case' ? 'Case' : 'Sample'} “${name}”`} detail={differences.length === 1 ? 'one place' : `${differences.length} places`}>
              <DifferenceTable flow={flow} differences={differences} label={`What changes in “${name}”`} sides={['Before', 'After']} />
            </Unfold>
          </li>
        ))}
    </ul>
  )
}
