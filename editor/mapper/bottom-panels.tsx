import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import classes from './panels.module.css'
import { PreviewPanel } from './preview-panel.tsx'
import { RowEditor } from './row-editor.tsx'

const LEAST = 160
const STEP = 24
const most = (): number => Math.max(LEAST, window.innerHeight - 320)

/** Row editor and preview below the trees, as high as the reader wants them. */
export function BottomPanels() {
  const [height, setHeight] = useState(() => Math.round(Math.min(340, window.innerHeight * 0.38)))
  const resize = (next: number): void => setHeight(Math.min(most(), Math.max(LEAST, next)))
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const bottom = event.currentTarget.parentElement?.getBoundingClientRect().bottom ?? 0
    if (event.currentTarget.hasPointerCapture(event.pointerId)) resize(Math.round(bottom - event.clientY))
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowUp') resize(height + STEP)
    if (event.key === 'ArrowDown') resize(height - STEP)
  }
  return (
    <div className={classes.bottom} style={{ height }}>
      <div
        className={classes.splitter}
        role="separator"
        aria-orientation="horizontal"
        aria-label="Height of the row editor"
        aria-valuenow={height}
        aria-valuemin={LEAST}
        aria-valuemax={most()}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={press}
      />
      <RowEditor />
      <PreviewPanel />
    </div>
  )
}
