import { IconBolt, IconBoltOff, IconHourglass, IconMoon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { ConnectionHealth } from '../../../server/model/run-endpoint.ts'
import { useEndpoint } from '../../api/use-api.tsx'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { useNow } from '../../ui/when.tsx'
import { useFlowNames } from '../flow-names.ts'
import { healthWords } from './lane-words.ts'
import classes from './lanes.module.css'

const LOOKS: Readonly<Record<'ok' | 'quiet' | 'busy' | 'open', { tone: Tone; icon: ReactNode }>> = {
  ok: { tone: 'ok', icon: <IconBolt aria-hidden /> },
  busy: { tone: 'wait', icon: <IconHourglass aria-hidden /> },
  quiet: { tone: 'paused', icon: <IconMoon aria-hidden /> },
  open: { tone: 'problem', icon: <IconBoltOff aria-hidden /> },
}

/** How each connection does: breaker, wished silence, calls under way and waiting. */
export function HealthStrip() {
  const health = useEndpoint('connections.health', undefined, { refetchInterval: 5_000 })
  if (health.error) return <ProblemView problem={health.error.document} onRetry={() => void health.refetch()} />
  if (!health.data) return null
  if (health.data.length === 0) return <p className={classes.dim}>No connection has been called since the server started.</p>
  return (
    <ul className={classes.health} aria-label="Connections">
      {health.data.map((connection) => (
        <HealthItem key={connection.id} health={connection} />
      ))}
    </ul>
  )
}

function HealthItem({ health }: { health: ConnectionHealth }) {
  const names = useFlowNames()
  const now = useNow(1_000)
  const { look, words } = healthWords(health, now)
  return (
    <li>
      <Link href={`/connections/${health.id}`}>{names.connection(health.id)}</Link>
      <Badge {...LOOKS[look]}>{words}</Badge>
    </li>
  )
}
