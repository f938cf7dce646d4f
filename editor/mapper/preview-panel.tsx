import { Tabs } from '@mantine/core'
import { useState } from 'react'
import { FindingList } from './finding-list.tsx'
import { useMapper } from './mapper-context.ts'
import classes from './panels.module.css'
import { PreviewTable } from './preview-table.tsx'
import { ProposalList } from './proposal-list.tsx'

const PANELS = [
  { value: 'samples', Content: PreviewTable },
  { value: 'result', Content: Result },
  { value: 'findings', Content: FindingList },
  { value: 'proposals', Content: ProposalList },
]

/** Results for all samples, the whole result of one, what was found, and lines that could be drawn. */
export function PreviewPanel() {
  const { findings, model, preview } = useMapper()
  const [tab, setTab] = useState<string | null>('samples')
  const found = findings.all.length + model.lost.size
  return (
    <section className={classes.side} aria-label="Preview" aria-busy={preview.pending}>
      <Tabs value={tab} onChange={setTab} keepMounted={false} className={classes.side} style={{ flex: '1 1 0' }} styles={{ tab: { padding: '8px 12px' } }}>
        <Tabs.List>
          <Tabs.Tab value="samples">All samples</Tabs.Tab>
          <Tabs.Tab value="result">Result</Tabs.Tab>
          <Tabs.Tab value="findings">Findings {found > 0 && `(${found})`}</Tabs.Tab>
          <Tabs.Tab value="proposals">Proposals</Tabs.Tab>
        </Tabs.List>
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
