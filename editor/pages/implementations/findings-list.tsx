import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import { Unfold } from '../../ui/unfold.tsx'
import type { ConfigurationPlace, PlacedFinding } from './configuration-place.ts'
import classes from './implementation.module.css'

/** Everything that is wrong, or worth a look; each entry leads to its place. */
export function FindingsList({ findings, go }: { findings: readonly PlacedFinding[]; go: (place: ConfigurationPlace) => void }) {
  if (findings.length === 0) return null
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return (
    <section className={classes.findings} data-errors={errors > 0 || undefined} aria-label="Findings">
      <Unfold title={countWords(errors, findings.length - errors)} open={errors > 0}>
        <ul>
          {findings.map((finding, index) => (
            <li key={index}>
              {finding.severity === 'error' ? <IconAlertTriangle size={14} aria-label="problem" /> : <IconInfoCircle size={14} aria-label="warning" />}
              <button type="button" className={classes.link} onClick={() => go(finding.place)}>
                {wordsOf(finding.place)}
              </button>
              <span>{finding.message}</span>
            </li>
          ))}
        </ul>
      </Unfold>
    </section>
  )
}

const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

const countWords = (errors: number, warnings: number): string =>
  [...(errors > 0 ? [many(errors, 'problem')] : []), ...(warnings > 0 ? [many(warnings, 'warning')] : [])].join(', ')

const ENTRY_WORDS: Partial<Record<ConfigurationPlace['tab'], string>> = { properties: 'property', filters: 'filter', addresses: 'address' }

/** "property email: label", "general: name". */
function wordsOf({ tab, entry, field }: ConfigurationPlace): string {
  const thing = entry === undefined ? tab : [ENTRY_WORDS[tab], entry].filter(Boolean).join(' ')
  return field === undefined ? thing : `${thing}: ${field}`
}
