import { Button, NumberInput } from '@mantine/core'
import { IconCheck, IconPlus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { CapturedSample, CaptureState } from '../../../server/model/capture.ts'
import type { FlowNode, Sample } from '../../../server/model/flow.ts'
import { ProblemView } from '../../ui/problem-view.tsx'
import classes from './capture-panel.module.css'
import drawer from './drawer.module.css'
import type { Capture } from './use-capture.ts'
import { ModeSwitch, type ValueMode, ValueView } from './value-view.tsx'

export interface CapturePanelProps {
  capture: Capture
  triggers: readonly FlowNode[]
  /** Captured messages that are samples of the flow now. */
  added: ReadonlySet<string>
  onAdd: (captured: CapturedSample, sample: Omit<Sample, 'id'>) => void
}

/** Takes messages of live traffic, made harmless, and lets a person look at each before it becomes a sample. */
export function CapturePanel(props: CapturePanelProps) {
  const { capture } = props
  const { state } = capture
  const [mode, setMode] = useState<ValueMode>('tree')
  const bar = useRef<HTMLDivElement>(null)
  // The button that was pressed goes; the keyboard stays here.
  const stay = (): void => bar.current?.focus()
  const some = state !== undefined && state.captured.length > 0
  return (
    <section className={classes.panel} aria-label="Capture from live traffic">
      {capture.problem && <ProblemView problem={capture.problem} onRetry={capture.retry} />}
      <div className={classes.bar} ref={bar} tabIndex={-1}>
        {state && (
          <CaptureBar capture={{ ...capture, start: (count) => (stay(), capture.start(count)), discard: () => (stay(), capture.discard()) }} state={state} />
        )}
        {some && <ModeSwitch mode={mode} onMode={setMode} />}
      </div>
      <p className={drawer.dim}>Personal values are replaced by made-up ones of the same shape the moment a message arrives; the originals are not kept.</p>
      {some && <CapturedMessages {...props} captured={state.captured} mode={mode} />}
    </section>
  )
}

function CaptureBar({ capture, state }: { capture: Capture; state: CaptureState }) {
  if (state.until === null) return <StartForm capture={capture} />
  const came = state.captured.length
  return (
    <>
      <p role="status" className={classes.status} data-waiting={state.wanted > 0 || undefined}>
        {statusText(state)}
      </p>
      <Button variant="default" loading={capture.busy} onClick={capture.discard}>
        {came === 0 ? 'Cancel' : 'Discard all'}
      </Button>
    </>
  )
}

function StartForm({ capture }: { capture: Capture }) {
  const [count, setCount] = useState<number | string>(5)
  const valid = typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= 20
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (valid) capture.start(count)
      }}
    >
      <label htmlFor="capture-count">Take the next</label>
      <NumberInput
        id="capture-count"
        className={classes.count}
        value={count}
        onChange={setCount}
        min={1}
        max={20}
        allowDecimal={false}
        allowNegative={false}
        error={!valid}
        aria-describedby="capture-unit"
      />
      <span id="capture-unit">messages of the published version, 20 at most</span>
      <Button type="submit" loading={capture.busy} disabled={!valid}>
        Capture
      </Button>
    </form>
  )
}

/** How far a capture is, in words. */
function statusText({ wanted, captured, until, tooLarge }: CaptureState): string {
  const all = wanted + captured.length
  const end = clock(until ?? '', { hour: '2-digit', minute: '2-digit' })
  const left = tooLarge === 0 ? '' : ` ${tooLarge === 1 ? 'One message was' : `${tooLarge} messages were`} larger than 100 kB and left out.`
  if (wanted > 0) return `${captured.length} of ${all} captured, waiting until ${end}.${left}`
  return `${all} of ${all} captured, kept in memory until ${end}.${left}`
}

const clock = (at: string, options?: Intl.DateTimeFormatOptions): string => new Date(at).toLocaleTimeString(undefined, { hourCycle: 'h23', ...options })

function CapturedMessages({ captured, triggers, added, mode, onAdd }: CapturePanelProps & { captured: readonly CapturedSample[]; mode: ValueMode }) {
  const [id, setId] = useState<string | null>(null)
  const shown = captured.find((each) => each.id === id) ?? captured[0]
  const add = (each: CapturedSample): void =>
    onAdd(each, { name: `Captured ${clock(each.at)}`, body: each.body, ...(triggers.length > 1 && { trigger: each.trigger }) })
  return (
    <div className={classes.messages}>
      <ul className={drawer.plain} aria-label="Captured messages">
        {captured.map((each) => (
          <li key={each.id} className={drawer.sampleRow}>
            <button type="button" className={`${drawer.step} ${classes.message}`} aria-current={each === shown || undefined} onClick={() => setId(each.id)}>
              <span>{nameOf(triggers, each.trigger)}</span>
              <span className={drawer.dim}>{`${clock(each.at)} · ${each.replaced} ${each.replaced === 1 ? 'value' : 'values'} replaced`}</span>
            </button>
            <AddButton added={added.has(each.id)} time={clock(each.at)} onClick={() => add(each)} />
          </li>
        ))}
      </ul>
      {shown && (
        <div className={classes.look}>
          <ValueView title={`Message of ${clock(shown.at)}`} value={shown.body} before={undefined} mode={mode} />
        </div>
      )}
    </div>
  )
}

const nameOf = (triggers: readonly FlowNode[], id: string): string => triggers.find((each) => each.id === id)?.name ?? id

function AddButton({ added, time, onClick }: { added: boolean; time: string; onClick: () => void }) {
  return (
    <Button
      className={classes.add}
      variant="subtle"
      size="compact-sm"
      disabled={added}
      leftSection={added ? <IconCheck size={14} /> : <IconPlus size={14} />}
      aria-label={added ? `The message of ${time} is a sample` : `Add the message of ${time} as a sample`}
      onClick={onClick}
    >
      {added ? 'Added' : 'Add'}
    </Button>
  )
}
