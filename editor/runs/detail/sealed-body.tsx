import { Button } from '@mantine/core'
import { IconEye, IconEyeOff, IconLock } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { RunRecord } from '../../../server/model/run.ts'
import { sizeText } from '../../ui/figures.ts'
import { useNow } from '../../ui/when.tsx'
import { minuteText } from '../run-words.ts'
import classes from './detail.module.css'
import type { RunSubject } from './run-actions.ts'

/** How long a revealed body is shown, in milliseconds. */
const SHOWN_MS = 60_000

interface SealedBodyProps {
  subject: RunSubject
  /** The body while it is revealed. */
  body: { value: unknown } | null
  onHide: () => void
}

/** The body of a document: masked, until it is revealed for a minute. */
export function SealedBody({ subject, body, onHide }: SealedBodyProps) {
  const { run } = subject
  if (!run.delivery) return null
  return (
    <section className={classes.section} aria-label="Body">
      <h2>Body</h2>
      {body ? <Revealed body={body.value} onHide={onHide} /> : <Masked subject={subject} />}
    </section>
  )
}

function Masked({ subject }: { subject: RunSubject }) {
  const { run, mayOpen, hasBody, ask } = subject
  const now = useNow(60_000)
  return (
    <>
      {hasBody && (
        <div className={classes.masked}>
          <IconLock size={16} aria-hidden />
          <span aria-label="The body is masked">••• ••• •••</span>
          {mayOpen && (
            <Button variant="default" size="compact-sm" leftSection={<IconEye size={14} />} onClick={() => ask('reveal')}>
              Reveal
            </Button>
          )}
        </div>
      )}
      <p className={classes.dim}>{bodyWords(run, now)}</p>
      {hasBody && !mayOpen && <p className={classes.dim}>Integrators may reveal it.</p>}
    </>
  )
}

/** What is kept of the body, and until when. */
export function bodyWords({ state, inBytes, delivery }: RunRecord, now: Date): string {
  if (state === 'succeeded') return 'It was destroyed when the document was delivered.'
  if (state === 'needs-payload') return 'It has expired and was destroyed.'
  const until = delivery?.expiresAt ? ` It holds personal data and is destroyed ${dayText(new Date(delivery.expiresAt), now)}.` : ''
  return `Sealed, ${sizeText(inBytes)}.${until}`
}

const dayText = (at: Date, now: Date): string => (at.toDateString() === now.toDateString() ? `at ${minuteText(at, now)}` : `on ${minuteText(at, now)}`)

function Revealed({ body, onHide }: { body: unknown; onHide: () => void }) {
  const [end] = useState(() => Date.now() + SHOWN_MS)
  const now = useNow(1_000)
  const left = Math.max(0, Math.ceil((end - now.getTime()) / 1000))
  useEffect(() => {
    if (left === 0) onHide()
  }, [left, onHide])
  useEffect(() => {
    document.addEventListener('visibilitychange', onHide)
    return () => document.removeEventListener('visibilitychange', onHide)
  }, [onHide])
  return (
    <div className={classes.revealed}>
      <div className={classes.masked}>
        <IconEye size={16} aria-hidden />
        <span>Personal data may be in here. Hidden again in {left} s.</span>
        <Button variant="default" size="compact-sm" leftSection={<IconEyeOff size={14} />} onClick={onHide} data-autofocus>
          Hide
        </Button>
      </div>
      <pre tabIndex={0} aria-label="Body of the document">
        {JSON.stringify(body, null, 2)}
      </pre>
    </div>
  )
}
