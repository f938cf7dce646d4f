import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { FlowNode, Wire } from '../server/model/flow.ts'
import { type NodeSchemas, type OperationSchemas, schemasOf } from '../server/model/flow-schema.ts'
import { type FlowSubject, mappingField } from './actions/flow-subject.ts'
import type { Picture } from './canvas/canvas-nodes.ts'
import type { AddRequest, MenuRequest } from './canvas/canvas-requests.ts'
import { addNode, insertNode, openPort } from './document/add-node.ts'
import { type Addable, addablesOf } from './document/addables.ts'
import type { FlowEditor, FlowEditorState } from './document/flow-editor.ts'
import { runPicture } from './document/run-picture.ts'
import type { Specs } from './document/wire-refusal.ts'
import { backToCanvas, focusInspector, useClipboardCommands, useViewCommands } from './flow-screen-commands.ts'
import { type Cases, useCases } from './flow-screen-cases.ts'
import { useFindings } from './flow-screen-findings.ts'
import { useFlowKeys } from './flow-screen-keys.ts'
import type { OpenFlowProps } from './flow-screen-open.tsx'
import { type Panels, usePanels } from './flow-screen-panels.ts'
import { type FlowPlaces, useFlowPlace } from './flow-screen-place.ts'
import { operationSchemas } from './flow-screen-schemas.ts'
import { type Tries, useTries } from './flow-screen-try.ts'
import type { Finding } from '../server/model/finding.ts'
import { tell } from './flow-screen-tell.tsx'

/** A place of the flow that a list leads to. */
export type JumpPlace = Partial<Pick<Finding, 'node' | 'wire' | 'row' | 'field'>>

/** The dialogs of the screen; nothing: closed. */
export interface Dialogs {
  adding: AddRequest | null
  setAdding: (request: AddRequest | null) => void
  menu: MenuRequest | null
  setMenu: (request: MenuRequest | null) => void
  connecting: boolean
  setConnecting: (open: boolean) => void
  publishing: boolean
  setPublishing: (open: boolean) => void
}

/** All that the parts of the flow screen share. */
export interface FlowScreenModel extends OpenFlowProps {
  editor: FlowEditor
  state: FlowEditorState
  specs: Specs
  findings: readonly Finding[]
  picture: Picture
  lookup: OperationSchemas
  /** What arrives at and leaves every node. */
  schemas: ReadonlyMap<string, NodeSchemas>
  addables: readonly Addable[]
  tries: Tries
  cases: Cases
  panels: Panels
  place: FlowPlaces
  dialogs: Dialogs
  subject: FlowSubject
  /** The node that alone is selected. */
  node: FlowNode | undefined
  add: (addable: Addable | undefined, request: AddRequest) => void
  openPort: () => Wire['from'] | undefined
  openNode: (node: string) => void
  jump: (place: JumpPlace) => void
  /** Shows a case in the drawer. */
  showCase: (id: string | null) => void
}

/** Joins document, runs, panels and view of the open flow. */
export function useFlowScreen(props: OpenFlowProps & { editor: FlowEditor }): FlowScreenModel {
  const { editor, catalog, connections } = props
  const state = useStore(editor)
  const specs = useMemo<Specs>(() => new Map(catalog.kinds.map((spec) => [spec.kind, spec])), [catalog])
  const findings = useFindings(state.flow)
  const lookup = useMemo(() => operationSchemas(catalog, connections), [catalog, connections])
  const schemas = useMemo(() => schemasOf(state.flow, specs, lookup), [state.flow, specs, lookup])
  const tries = useTries({ editor, flow: state.flow, specs, schemas })
  const { client } = state.flow
  const addables = useMemo(() => addablesOf(catalog, connections, client), [catalog, connections, client])
  const run = useMemo(() => (tries.result ? runPicture(state.flow, tries.result.steps) : undefined), [state.flow, tries.result])
  const picture = useMemo(() => ({ flow: state.flow, specs, selection: state.selection, findings, run }), [state.flow, specs, state.selection, findings, run])
  const parts = { editor, specs, findings, tries, cases: useCases(editor), panels: usePanels(), place: useFlowPlace(editor), dialogs: useDialogs() }
  const { subject, jump } = useSubject(parts)
  useFlowKeys(subject, (parts.place.mapping ?? parts.place.versions) !== undefined)
  const selected = state.selection.nodes.length === 1 && state.selection.wires.length === 0 ? state.selection.nodes[0] : undefined
  return {
    ...props,
    ...parts,
    state,
    lookup,
    schemas,
    picture,
    addables,
    subject,
    jump,
    node: state.flow.nodes.find((each) => each.id === selected),
    add: (addable, request) => addable && addTo(parts, subject, { addable, request }),
    showCase: (id) => showCase(parts, id),
    openPort: () => (selected === undefined ? undefined : openPort(state.flow, specs, selected)),
    openNode: (id) => openFromCanvas(parts, id),
  }
}

type Parts = Pick<FlowScreenModel, 'editor' | 'specs' | 'findings' | 'tries' | 'cases' | 'panels' | 'place' | 'dialogs'>

function useDialogs(): Dialogs {
  const [adding, setAdding] = useState<AddRequest | null>(null)
  const [menu, setMenu] = useState<MenuRequest | null>(null)
  const [connecting, setConnecting] = useState(false)
  const [publishing, setPublishing] = useState(false)
  return { adding, setAdding, menu, setMenu, connecting, setConnecting, publishing, setPublishing }
}

function addTo({ editor, dialogs }: Parts, subject: FlowSubject, { addable, request }: { addable: Addable; request: AddRequest }): void {
  const { flow, apply, select } = editor.getState()
  const added = request.wire === undefined ? addNode(flow, { addable, at: request.at, from: request.from }) : insertNode(flow, addable, request.wire)
  dialogs.setAdding(null)
  if (!added) return tell(`“${addable.title}” cannot stand in the middle of a wire.`)
  apply(added.change, `add “${added.node.name}”`)
  select({ nodes: [added.node.id], wires: [] })
  subject.screen.reveal(added.node.id)
}

function useSubject(parts: Parts): { subject: FlowSubject; jump: (place: JumpPlace) => void } {
  const { editor, specs, tries, cases, panels, place, dialogs, findings } = parts
  const view = useViewCommands()
  const clipboard = useClipboardCommands()
  const [lastFinding, setLastFinding] = useState(-1)
  const jump = (to: JumpPlace): void => jumpTo(parts, to, view.reveal)
  const showNextFinding = (): void => {
    const next = (lastFinding + 1) % Math.max(1, findings.length)
    const finding = findings[next]
    setLastFinding(next)
    if (finding) jump(finding)
    else tell('There are no findings.')
  }
  const subject: FlowSubject = {
    state: () => editor.getState(),
    specs,
    canRun: editor.getState().canEdit,
    screen: {
      ...view,
      ...clipboard,
      tell,
      showNextFinding,
      backToCanvas: () => backToCanvas(view.reveal, editor.getState().selection.nodes[0]),
      openQuickAdd: () => dialogs.setAdding({ from: addFrom(parts) }),
      openConnect: () => dialogs.setConnecting(true),
      focusInspector: (field) => (panels.show('inspector'), focusInspector(field)),
      openMapper: place.openMapper,
      run: (until) => {
        if (place.versions) place.closeVersions()
        panels.showTab('run')
        tries.run(until)
      },
      openPublish: () => dialogs.setPublishing(true),
      runCases: () => (showCase(parts, null), cases.run()),
      openVersions: () => place.openVersions(),
      toggle: panels.toggle,
    },
  }
  return { subject, jump }
}

/** Shows a place of the flow: the row of a mapping, the field of a form, a node or a wire. */
function jumpTo({ editor, panels, place }: Parts, { node, wire, row, field }: JumpPlace, reveal: (node: string) => void): void {
  const { select } = editor.getState()
  if (node === undefined) return select({ nodes: [], wires: wire === undefined ? [] : [wire] })
  if (place.versions && row === undefined) place.openNode(node)
  select({ nodes: [node], wires: [] })
  reveal(node)
  panels.show('inspector')
  if (row !== undefined) place.openMapper(node, row)
  else if (field !== undefined) focusInspector('form')
}

/** What a double click opens: the mapper of a node that maps, the form of any other. */
function openFromCanvas({ editor, specs, panels, place }: Parts, id: string): void {
  const { flow, select } = editor.getState()
  select({ nodes: [id], wires: [] })
  panels.show('inspector')
  const node = flow.nodes.find((each) => each.id === id)
  if (node && mappingField(specs.get(node.kind)) !== undefined) place.openMapper(id)
  else focusInspector('form')
}

function showCase({ cases, dialogs, panels, place }: Parts, id: string | null): void {
  dialogs.setPublishing(false)
  if (place.versions) place.closeVersions()
  cases.choose(id)
  panels.showTab('cases')
  // The panel may be scrolled to another part of the same case.
  requestAnimationFrame(() => document.querySelector('#drawer-panel section[aria-label="Result"]')?.scrollIntoView({ block: 'nearest' }))
}

/** A node added by key follows the selected one where that has a port to spare. */
function addFrom({ editor, specs }: Parts): Wire['from'] | undefined {
  const { flow, selection } = editor.getState()
  return selection.nodes.length === 1 ? openPort(flow, specs, selection.nodes[0]!) : undefined
}
