import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import { FindingList } from './finding-list.tsx'
import { brokenInvariants } from './invariant-outcomes.ts'
import { InvariantPanel } from './invariant-panel.tsx'
import { type PanelId, useMapper } from './mapper-context.ts'
import classes from './panels.module.css'
import { PreviewTable } from './preview-table.tsx'
import { ProposalList } from './proposal-list.tsx'
import { RepairList } from './repair-list.tsx'

const PANELS: readonly { value: PanelId; Content: () => ReactNode }[] = [
  { value: 'samples', Content: PreviewTable },
  { value: 'result', Content: Result },
  { value: 'findings', Content: FindingList },
  { value: 'proposals', Content: ProposalList },
  { value: 'repairs', Content: RepairList },
  { value: 'invariants', Content: InvariantPanel },
]

/** Results for all samples, the whole result of one, what was found, lines that could be drawn, rows that no longer fit, and what must hold. */
export function PreviewPanel() {
  const { preview, panel, showPanel } = useMapper()
  return (
    <section className={classes.side} aria-label="Preview" aria-busy={preview.pending}>
      <Tabs
        value={panel}
        onChange={(next) => next !== null && showPanel(next as PanelId)}
        keepMounted={false}
        className={classes.side}
        style={{ flex: '1 1 0' }}
        styles={{ tab: { padding: '8px 10px' } }}
      >
        <TabList />
        {preview.failure !== undefined && <p className={`${classes.empty} ${classes.bad}`}>The preview did not run: {preview.failure}</p>}
        {PANELS.map(({ value, Content }) => (
          <Tabs.Panel key={value} value={value} className={`${classes.tab} ${preview.pending ? classes.pending : ''}`} tabIndex={0}>
            <Content />
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  )
}

/** Repairs have a tab only while there is something to repair, or while it is shown. */
function TabList() {
  const { findings, model, repairs, panel, mapping, preview } = useMapper()
  const found = findings.all.length + model.lost.size
  const broken = brokenInvariants(preview.result).size
  const rules = mapping.invariants?.length ?? 0
  return (
    <Tabs.List>
      <Tabs.Tab value="samples">All samples</Tabs.Tab>
      <Tabs.Tab value="result">Result</Tabs.Tab>
      <Tabs.Tab value="findings">Findings {found > 0 && `(${found})`}</Tabs.Tab>
      <Tabs.Tab value="proposals">Proposals</Tabs.Tab>
      {(repairs.waiting.length > 0 || panel === 'repairs') && <Tabs.Tab value="repairs">Repairs ({repairs.waiting.length})</Tabs.Tab>}
      <Tabs.Tab value="invariants">Invariants {rules > 0 && (broken > 0 ? `(${broken} of ${rules} broken)` : `(${rules})`)}</Tabs.Tab>
    </Tabs.List>
  )
}

function Result() {
  const { preview, samples, sample } = useMapper()
  const result = sample && preview.result?.samples[samples.indexOf(sample)]
  if (!result) return <p className={classes.empty}>Add a sample to the flow to see what the mapping makes of it.</p>
  return (
    <>
      {result.problem && <p className={`${classes.empty} ${classes.bad}`}>{result.problem.detail}</p>}
      {result.value !== undefined && <pre className={classes.json}>{JSON.stringify(result.value, null, 2)}</pre>}
    </>
  )
}
