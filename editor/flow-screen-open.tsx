import { ReactFlowProvider } from '@xyflow/react'
import { type CSSProperties, lazy, Suspense } from 'react'
import type { Catalog, FlowSummary } from '../server/model/api-view.ts'
import type { ConnectionView } from '../server/model/connection.ts'
import type { FlowDraft } from '../server/model/flow.ts'
import { useAllowed } from './api/session.tsx'
import { FlowCanvas } from './canvas/flow-canvas.tsx'
import { Palette } from './canvas/palette.tsx'
import { FlowDialogs } from './flow-screen-dialogs.tsx'
import { FlowDrawer } from './flow-screen-drawer.tsx'
import { useFlowEditor } from './flow-screen-editor.ts'
import { FlowOverlay } from './flow-screen-overlay.tsx'
import type { Panels } from './flow-screen-panels.ts'
import { FlowSide } from './flow-screen-side.tsx'
import { Splitter } from './flow-screen-splitter.tsx'
import { FlowTopBar } from './flow-screen-top.tsx'
import { type FlowScreenModel, useFlowScreen } from './flow-screen-use.ts'
import classes from './flow-screen.module.css'
import { tell } from './flow-screen-tell.tsx'

const FlowVersions = lazy(async () => ({ default: (await import('./flow-screen-versions.tsx')).FlowVersions }))
const FlowMapper = lazy(async () => ({ default: (await import('./flow-screen-mapper.tsx')).FlowMapper }))

export interface OpenFlowProps {
  draft: FlowDraft
  catalog: Catalog
  connections: readonly ConnectionView[]
  flows: readonly FlowSummary[]
}

/** One flow, open for editing. */
export function OpenFlow(props: OpenFlowProps) {
  const editor = useFlowEditor(props.draft, useAllowed('integrator'))
  return (
    <ReactFlowProvider>
      <Workbench {...props} editor={editor} />
    </ReactFlowProvider>
  )
}

function Workbench(props: OpenFlowProps & { editor: ReturnType<typeof useFlowEditor> }) {
  const screen = useFlowScreen(props)
  const { state, panels, place } = screen
  return (
    <div className={classes.screen} style={tracks(panels, state.canEdit)}>
      <FlowTopBar screen={screen} />
      <div className={classes.under} inert={(place.mapping ?? place.versions) !== undefined}>
        <CanvasArea screen={screen} />
        {panels.inspector && (
          <aside className={classes.inspector} aria-label="Inspector">
            <Splitter label="Width of the inspector" side="left" size={panels.inspectorWidth} onSize={panels.setInspectorWidth} />
            <FlowSide screen={screen} />
          </aside>
        )}
        <section className={classes.drawer} aria-label="Samples and runs">
          {panels.drawer && <Splitter label="Height of the drawer" side="top" size={panels.drawerHeight} onSize={panels.setDrawerHeight} />}
          <FlowDrawer screen={screen} />
        </section>
      </div>
      {place.mapping !== undefined && (
        <FlowOverlay opener="[data-open-mapper]">
          <Suspense>
            <FlowMapper screen={screen} node={place.mapping} />
          </Suspense>
        </FlowOverlay>
      )}
      {place.versions && (
        <FlowOverlay label="Versions" opener='[data-action="versions"]' onEscape={place.closeVersions}>
          <Suspense>
            <FlowVersions screen={screen} at={place.versions} />
          </Suspense>
        </FlowOverlay>
      )}
      <FlowDialogs screen={screen} />
    </div>
  )
}

function CanvasArea({ screen }: { screen: FlowScreenModel }) {
  const { state, panels } = screen
  return (
    <>
      {panels.palette && state.canEdit && (
        <aside className={classes.palette} aria-label="Palette">
          <Palette addables={screen.addables} onAdd={(addable) => screen.add(addable, { from: screen.openPort() })} />
        </aside>
      )}
      <div className={classes.canvas}>
        <FlowCanvas
          editor={screen.editor}
          picture={screen.picture}
          canEdit={state.canEdit}
          onAdd={screen.dialogs.setAdding}
          onDropAddable={(id, at) =>
            screen.add(
              screen.addables.find((each) => each.id === id),
              { at },
            )
          }
          onMenu={screen.dialogs.setMenu}
          onOpen={screen.openNode}
          onRefuse={tell}
        />
        {state.flow.nodes.length === 0 && <EmptyHint canEdit={state.canEdit} />}
      </div>
    </>
  )
}

/** The sizes of the grid around the canvas. */
function tracks(panels: Panels, canEdit: boolean): CSSProperties {
  return {
    '--inspector': panels.inspector ? `${panels.inspectorWidth}px` : '0px',
    '--drawer': panels.drawer ? `${panels.drawerHeight}px` : '36px',
    '--palette': panels.palette && canEdit ? '208px' : '0px',
  } as CSSProperties
}

function EmptyHint({ canEdit }: { canEdit: boolean }) {
  return (
    <div className={classes.hint}>
      <h2>This flow is empty</h2>
      {canEdit && (
        <p>
          Drag a node from the palette, or press <kbd>/</kbd> and type its name. A flow begins with an endpoint, a webhook or a schedule.
        </p>
      )}
    </div>
  )
}
