import { Button } from '@mantine/core'
import { IconCircleCheck, IconCircleDashed, IconHelpCircle, IconSend2 } from '@tabler/icons-react'
import { useState } from 'react'
import type { EffectRecord } from '../../../server/model/delivery.ts'
import type { Flow } from '../../../server/model/flow.ts'
import type { RunDetail } from '../../../server/model/run.ts'
import { useAllowed } from '../../api/session.tsx'
import { effectsOf, effectState, effectSummary, SAFETY_WORDS } from '../desk/effect-words.ts'
import { useFlowNames } from '../flow-names.ts'
import classes from './detail.module.css'
import { ResolveDialog } from './resolve-dialog.tsx'

const LOOKS = {
  confirmed: { Icon: IconCircleCheck, tone: 'ok' },
  sent: { Icon: IconSend2, tone: 'wait' },
  unknown: { Icon: IconHelpCircle, tone: 'problem' },
  'to-send': { Icon: IconCircleDashed, tone: 'neutral' },
} as const

/** The writes of a document: which have arrived, which have not, and of which nobody knows. */
export function EffectList({ detail, flow }: { detail: RunDetail; flow: Flow | undefined }) {
  const { run, effects } = detail
  const [asked, setAsked] = useState<EffectRecord | null>(null)
  const mayAct = useAllowed('operator')
  if (!run.delivery) return null
  const summary = effectSummary(effectsOf(run) ?? run.delivery.effects)
  return (
    <section className={classes.section} aria-label="Writes">
      <h2>Writes</h2>
      <p className={classes.summary}>{summary === '' ? 'It writes nothing.' : summary}</p>
      {effects.length > 0 && (
        <ul className={classes.rows} aria-label="Writes">
          {effects.map((effect) => (
            <Effect
              key={effect.key}
              effect={effect}
              flow={flow}
              told={run.problem?.detail}
              onResolve={mayAct && effect.state === 'unknown' ? () => setAsked(effect) : undefined}
            />
          ))}
        </ul>
      )}
      {asked && <ResolveDialog run={run.id} effect={asked} onClose={() => setAsked(null)} />}
    </section>
  )
}

interface EffectProps {
  effect: EffectRecord
  flow: Flow | undefined
  /** What the problem of the run says already. */
  told: string | undefined
  onResolve: (() => void) | undefined
}

function Effect({ effect, flow, told, onResolve }: EffectProps) {
  const names = useFlowNames()
  const { Icon, tone } = LOOKS[effect.state]
  const node = flow?.nodes.find(({ id }) => id === effect.node)
  return (
    <li className={classes.effect}>
      <Icon size={18} stroke={1.8} aria-hidden className={classes.mark} data-tone={tone} />
      <div>
        <p>
          <strong>{node?.name || effect.node}</strong>
          <span className={classes.dim}>{itemOf(effect)}</span>
        </p>
        <p className={classes.dim}>
          {names.connection(effect.connection)} · {effect.operation}
        </p>
        <p>
          {effectState(effect)}
          {effect.reference !== null && (
            <>
              : <code>{effect.reference}</code>
            </>
          )}
        </p>
        {effect.problem && effect.problem.detail !== told && (
          <p>
            <code className={classes.code}>{effect.problem.code}</code> {effect.problem.detail}
          </p>
        )}
        {effect.state !== 'confirmed' && <p className={classes.dim}>{SAFETY_WORDS[effect.by]}</p>}
        {onResolve && (
          <Button variant="default" size="compact-sm" mt={4} onClick={onResolve}>
            What became of it?
          </Button>
        )}
      </div>
    </li>
  )
}

/** What a key has beyond its node: the place inside splits. */
const itemOf = ({ key, node }: EffectRecord): string => (key === node ? '' : ` ${key.startsWith(node) ? key.slice(node.length).replace(/^[^\w[]+/, '') : key}`)
