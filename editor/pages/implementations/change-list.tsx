import { IconArrowRight } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { ConfigurationChange, ImplementationComparison, ImplementationImpact } from '../../../server/model/implementation.ts'
import { Badge } from '../../ui/badge.tsx'
import classes from './implementation.module.css'

const SIGNS = { added: '+', removed: '−', changed: '~' } as const

/** What a change would be: structural ones first, then what they touch, then the safe ones. */
export function ComparisonList({ comparison, client, label }: { comparison: ImplementationComparison; client: string; label: string }) {
  const structural = comparison.changes.filter((change) => change.class === 'structural')
  const safe = comparison.changes.filter((change) => change.class === 'safe')
  if (comparison.changes.length === 0) return <p className={classes.dim}>Nothing is different.</p>
  return (
    <div role="group" aria-label={label}>
      {structural.length > 0 && <Changes title="Structural" tone="paused" changes={structural} />}
      {comparison.impact.length > 0 && <Impact impact={comparison.impact} client={client} />}
      {safe.length > 0 && <Changes title="Safe" tone="ok" changes={safe} />}
    </div>
  )
}

function Changes({ title, tone, changes }: { title: string; tone: 'ok' | 'paused'; changes: readonly ConfigurationChange[] }) {
  return (
    <section className={classes.changes}>
      <h3>
        <Badge tone={tone}>
          {changes.length} {title.toLowerCase()}
        </Badge>
      </h3>
      <ul>
        {changes.map((change) => (
          <li key={`${change.path} ${change.change}`}>
            <span className={classes.sign} aria-label={change.change} role="img">
              {SIGNS[change.change]}
            </span>
            <span>
              <ChangeWords change={change} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const THINGS: Readonly<Record<string, string>> = { properties: 'property', filters: 'filter', addresses: 'address' }

/** "property email: label ...", "property email removed". */
function ChangeWords({ change: { path, change, text } }: { change: ConfigurationChange }) {
  const [part = '', entry, ...field] = path.replace(/^configuration\./, '').split('.')
  const thing = THINGS[part]
  if (thing === undefined || entry === undefined) return text
  return (
    <>
      {thing} <b>{entry}</b> {field.length === 0 && change !== 'changed' ? change : text}
    </>
  )
}

function Impact({ impact, client }: { impact: readonly ImplementationImpact[]; client: string }) {
  return (
    <section className={classes.changes}>
      <h3>They touch</h3>
      <ul aria-label="What they touch">
        {impact.map((each) => (
          <li key={`${each.kind} ${each.id} ${each.because}`}>
            <IconArrowRight size={14} aria-hidden className={classes.sign} />
            <span>
              {each.kind} <ImpactName impact={each} client={client} />: {each.because}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function ImpactName({ impact: { kind, id, name }, client }: { impact: ImplementationImpact; client: string }) {
  const href = { flow: `/flows/${id}`, client: `/clients/${id}`, discount: `/clients/${client}/discounts`, filter: undefined, address: undefined }[kind]
  return href === undefined ? <b>{name}</b> : <Link href={href}>{name}</Link>
}
