import { IconPlayerPause } from '@tabler/icons-react'
import { useEndpoint } from '../../api/use-api.tsx'
import { useNow } from '../../ui/when.tsx'
import { useFlowNames } from '../flow-names.ts'
import { ResumeButton } from '../lanes/resume-button.tsx'
import classes from './desk-tabs.module.css'
import { pauseText } from './pause-words.ts'

/** Says what is paused; nothing while nothing is. */
export function PauseBanner() {
  const pauses = useEndpoint('pauses.list')
  const names = useFlowNames()
  const now = useNow(60_000)
  if (!pauses.data || pauses.data.length === 0) return null
  return (
    <ul className={classes.banner} aria-label="Paused">
      {pauses.data.map((pause) => (
        <li key={`${pause.kind} ${pause.id}`}>
          <IconPlayerPause size={16} aria-hidden />
          <span>{pauseText(pause, names, now)}</span>
          <ResumeButton pause={pause} />
        </li>
      ))}
    </ul>
  )
}
