import type { FlowEditorState } from '../document/flow-editor.ts'
import type { Size } from '../document/layout.ts'
import type { Specs } from '../document/wire-refusal.ts'
import type { FlowNode } from '../../server/model/flow.ts'
import type { NodeSpec } from '../../server/model/node-spec.ts'

/** What the flow screen can show and do apart from the document. */
export interface FlowScreenCommands {
  /** Shows all cards, however small they get. */
  fitView(): void
  /** Shows the beginning of the flow at a size that can be read. */
  showStart(): void
  zoomIn(): void
  zoomOut(): void
  /** Sizes of the cards as they are drawn. */
  sizes(): ReadonlyMap<string, Size>
  /** Brings a node into sight and puts the focus on it. */
  reveal(node: string): void
  /** Puts the focus from a panel back onto the canvas; false where it is there already. */
  backToCanvas(): boolean
  openQuickAdd(): void
  openConnect(): void
  focusInspector(field: 'form' | 'name'): void
  openMapper(node: string): void
  /** Runs the draft with the chosen sample, up to a node if one is given. */
  run(until?: string): void
  openPublish(): void
  /** Runs all cases of the draft. */
  runCases(): void
  openVersions(): void
  toggle(panel: 'palette' | 'inspector' | 'drawer'): void
  showNextFinding(): void
  writeClipboard(text: string): void
  readClipboard(): Promise<string>
  /** Says something in a few words. */
  tell(message: string): void
}

/** What the actions of the flow screen act on. */
export interface FlowSubject {
  /** The newest state, also after waiting. */
  state(): FlowEditorState
  readonly specs: Specs
  readonly screen: FlowScreenCommands
  /** May the user run drafts and publish? */
  readonly canRun: boolean
}

/** The selected node, if it is the only thing selected. */
export function onlyNode({ state }: FlowSubject): FlowNode | undefined {
  const { selection, flow } = state()
  return selection.nodes.length === 1 && selection.wires.length === 0 ? flow.nodes.find((node) => node.id === selection.nodes[0]) : undefined
}

export const selectedNodes = ({ state }: FlowSubject): FlowNode[] => {
  const { selection, flow } = state()
  const chosen = new Set(selection.nodes)
  return flow.nodes.filter((node) => chosen.has(node.id))
}

/** The config field of a kind that is drawn as a mapping, if it has one. */
export function mappingField(spec: NodeSpec | undefined): string | undefined {
  return Object.entries(spec?.config.properties ?? {}).find(([, schema]) => schema['x-control'] === 'mapping')?.[0]
}
