import { Group, Select } from '@mantine/core'
import { useState } from 'react'
import type { Implementation } from '../../../server/model/implementation.ts'
import { useEndpoint } from '../../api/use-api.tsx'
import { Panel } from '../../ui/page.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { ApplyPackage } from './apply-package.tsx'
import classes from './implementation.module.css'

/** The configuration of one implementation, as it is saved, taken over by another client. */
export function ApplyElsewhere({ source }: { source: Implementation }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const clients = useEndpoint('clients.list').data ?? []
  const others = (useEndpoint('implementations.list').data ?? []).filter(({ value }) => value.client !== source.client)
  const made = useEndpoint('implementations.export', { params: { id: source.id }, query: {} }, { enabled: chosen !== null, gcTime: 0 })
  const target = others.find(({ value }) => value.id === chosen)
  const clientName = (id: string): string => clients.find(({ value }) => value.id === id)?.value.name ?? id
  const options = others.map(({ value }) => ({ value: value.id, label: `${clientName(value.client)}: ${value.configuration.header.name}` }))
  return (
    <>
      <Panel>
        <Group justify="space-between">
          <span className={classes.dim}>
            {others.length > 0
              ? 'Give what is saved here to another client. What it would change there is shown first.'
              : 'No other client has an implementation that could take this package.'}
          </span>
          {others.length > 0 && (
            <Select aria-label="Apply to" placeholder="Apply to…" data={options} value={chosen} searchable clearable w={260} onChange={setChosen} />
          )}
        </Group>
      </Panel>
      {target && made.error && <ProblemView problem={made.error.document} />}
      {target && made.data && (
        <ApplyPackage
          key={target.value.id}
          found={made.data}
          target={target}
          targetName={options.find(({ value }) => value === chosen)!.label}
          onApplied={() => setChosen(null)}
          onClose={() => setChosen(null)}
        />
      )}
    </>
  )
}
