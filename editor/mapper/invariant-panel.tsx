import { Button, Menu } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { editInvariants, invariantExamples, MOST_INVARIANTS } from '../document/mapping-invariants.ts'
import { freshId } from './fresh-row-id.ts'
import { useMapper } from './mapper-context.ts'
import panels from './panels.module.css'

const InvariantEntry = lazy(() => import('./invariant-entry.tsx').then((loaded) => ({ default: loaded.InvariantEntry })))

/** What must hold between fields of the result, each with how it stands for the samples and in the published version. */
export function InvariantPanel() {
  const { mapping, canEdit } = useMapper()
  const [fresh, setFresh] = useState<string>()
  const invariants = mapping.invariants ?? []
  return (
    <div>
      <div className={panels.entry}>
        <span className={panels.grow}>
          {invariants.length === 0
            ? 'An invariant says what must hold between fields of the result, such as a total that is the sum of its lines.'
            : 'Checked for every result.'}
        </span>
        {canEdit && invariants.length < MOST_INVARIANTS && <AddInvariant onAdded={setFresh} />}
      </div>
      <Suspense>
        {invariants.map((invariant, i) => (
          <InvariantEntry key={invariant.id} invariant={invariant} number={i + 1} fresh={invariant.id === fresh} />
        ))}
      </Suspense>
    </div>
  )
}

function AddInvariant({ onAdded }: { onAdded(id: string): void }) {
  const { mapping, model, change } = useMapper()
  const examples = useMemo(() => invariantExamples(model.schemas.target.length > 0 ? model.schemas.target : model.target), [model.schemas.target, model.target])
  const add = (text: string, note: string): void => {
    const id = freshId(new Set(mapping.invariants?.map((one) => one.id))).replace('r-', 'i-')
    const invariant = { id, text, broken: 'problem' as const, ...(note !== '' && { note }) }
    change(editInvariants(mapping, { kind: 'add', invariant }), 'Add an invariant')
    onAdded(id)
  }
  return (
    <Menu position="bottom-end" returnFocus={false} transitionProps={{ duration: 100 }}>
      <Menu.Target>
        <Button size="compact-xs" h={24} leftSection={<IconPlus size={14} />}>
          Add an invariant
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Examples from the target</Menu.Label>
        {examples.map(({ title, text }) => (
          <Menu.Item key={text} onClick={() => add(text, title)}>
            {title}
            <br />
            <span className={panels.mono}>{text}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => add('true', '')}>Write one: begins as true</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
