import { useEndpoint } from '../../api/use-api.tsx'
import { LateRows } from '../../ui/late.tsx'
import { Panel, Section } from '../../ui/page.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { labelFrom } from '../../ui/schema-form/form-schema.ts'
import classes from './status-section.module.css'

/** Version, uptime and counters since the start. */
export function StatusSection() {
  const status = useEndpoint('status.read', undefined, { refetchInterval: 5_000 })
  return (
    <Section title="This installation" description={<a href="/docs">API reference (OpenAPI)</a>}>
      {status.error && <ProblemView problem={status.error.document} onRetry={() => void status.refetch()} />}
      {status.isPending && <LateRows rows={3} />}
      {status.data && (
        <Panel>
          <dl className={classes.list}>
            <Figure name="Version" value={status.data.version} />
            <Figure name="Up for" value={uptimeText(status.data.uptimeSeconds)} />
            <Figures title="Runs" counters={status.data.runs} />
            <Figures title="Expressions" counters={status.data.expressions} />
          </dl>
        </Panel>
      )}
    </Section>
  )
}

function Figures({ title, counters }: { title: string; counters: Record<string, number> }) {
  return Object.entries(counters).map(([name, value]) => (
    <Figure key={name} name={`${title}: ${labelFrom(name).toLowerCase()}`} value={value.toLocaleString()} />
  ))
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function uptimeText(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  if (minutes < 1) return `${Math.floor(seconds)} s`
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`
}
