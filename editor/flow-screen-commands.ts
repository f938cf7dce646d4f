import { useReducedMotion } from '@mantine/hooks'
import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useMemo, useRef } from 'react'
import type { FlowScreenCommands } from './actions/flow-subject.ts'
import { keepInSight } from './canvas/keep-in-sight.ts'
import type { Size } from './document/layout.ts'
import { startView } from './document/start-view.ts'

/** Commands of the canvas's view: zoom, sizes, and bringing a node into sight. */
export function useViewCommands(): Pick<FlowScreenCommands, 'fitView' | 'showStart' | 'zoomIn' | 'zoomOut' | 'sizes' | 'reveal'> {
  const flow = useReactFlow()
  const store = useStoreApi()
  const duration = useReducedMotion() ? 0 : 120
  return useMemo(
    () => ({
      fitView: () => afterDrawing(() => void flow.fitView({ padding: 0.06, maxZoom: 1, duration })),
      showStart: () => afterDrawing(() => void flow.setViewport(startView(flow.getNodesBounds(flow.getNodes()), store.getState()), { duration })),
      zoomIn: () => void flow.zoomIn({ duration }),
      zoomOut: () => void flow.zoomOut({ duration }),
      sizes: () =>
        new Map(
          flow
            .getNodes()
            .flatMap(({ id, measured }): [string, Size][] =>
              measured?.width && measured.height ? [[id, { width: measured.width, height: measured.height }]] : [],
            ),
        ),
      reveal: (id) =>
        afterDrawing(() => {
          const card = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
          card?.focus({ preventScroll: true })
          if (card) keepInSight(flow, card, duration)
        }),
    }),
    [flow, store, duration],
  )
}

/** A new card is in the document only after React and the canvas have drawn it. */
function afterDrawing(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(run))
}

/** The clipboard of the system; what was copied here is remembered where the browser does not give it back. */
export function useClipboardCommands(): Pick<FlowScreenCommands, 'writeClipboard' | 'readClipboard'> {
  const own = useRef('')
  return useMemo(
    () => ({
      writeClipboard: (text) => {
        own.current = text
        void navigator.clipboard?.writeText(text).catch(() => undefined)
      },
      readClipboard: async () => {
        try {
          return await navigator.clipboard.readText()
        } catch {
          return own.current
        }
      },
    }),
    [],
  )
}

/** Puts the focus into the inspector: on the name, or on the first field, one with an error before others. */
export function focusInspector(field: 'form' | 'name'): void {
  afterDrawing(() => {
    const name = document.querySelector<HTMLInputElement>('[data-inspector-name]')
    const form = document.querySelector('[data-inspector-form]')
    const first =
      form?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? form?.querySelector<HTMLElement>('input, textarea, button, [contenteditable="true"]')
    const target = field === 'name' ? name : (first ?? name)
    target?.focus()
    if (field === 'name') name?.select()
  })
}

/** Puts the focus onto what had it before something lay over the canvas, or else onto what opens that; not where it has gone elsewhere meanwhile. */
export function focusAfterOverlay(before: Element | null, opener: string): void {
  afterDrawing(() => {
    if (document.activeElement !== null && document.activeElement !== document.body) return
    const known = before instanceof HTMLElement && before !== document.body && before.isConnected
    const target = known ? before : document.querySelector<HTMLElement>(opener)
    target?.focus()
  })
}

/** Puts the focus from a panel back onto the canvas, on the selected node if there is one; false where it is there already. */
export function backToCanvas(reveal: (node: string) => void, node: string | undefined): boolean {
  const active = document.activeElement
  if (!(active instanceof HTMLElement) || active === document.body) return false
  active.blur()
  if (active.closest('.react-flow')) return false
  if (node !== undefined) reveal(node)
  return true
}
