import { EMPTY_SELECTION } from '../document/selection.ts'
import type { Action } from './action.ts'
import { type FlowSubject, mappingField, onlyNode } from './flow-subject.ts'

const hasMapping = (subject: FlowSubject): boolean => {
  const node = onlyNode(subject)
  return node !== undefined && mappingField(subject.specs.get(node.kind)) !== undefined
}

/** Actions that run the flow, or change only what is shown. */
export const VIEW_ACTIONS: readonly Action<FlowSubject>[] = [
  {
    id: 'run',
    label: 'Test with the chosen sample',
    shortcuts: ['mod+Enter'],
    where: 'screen',
    whileTyping: true,
    allowed: (s) => s.canRun,
    apply: (s) => s.screen.run(),
  },
  {
    id: 'run-here',
    label: 'Test up to this node',
    shortcuts: ['mod+shift+Enter'],
    where: 'screen',
    whileTyping: true,
    allowed: (s) => s.canRun && onlyNode(s) !== undefined,
    apply: (s) => s.screen.run(onlyNode(s)?.id),
  },
  {
    id: 'publish',
    label: 'Publish',
    shortcuts: ['alt+shift+P'],
    where: 'screen',
    whileTyping: true,
    allowed: (s) => s.canRun,
    apply: (s) => s.screen.openPublish(),
  },
  {
    id: 'run-cases',
    label: 'Run all cases',
    shortcuts: ['alt+shift+C'],
    where: 'screen',
    whileTyping: true,
    allowed: (s) => s.canRun && s.state().flow.cases.length > 0,
    apply: (s) => s.screen.runCases(),
  },
  {
    id: 'versions',
    label: 'Versions',
    shortcuts: ['alt+shift+V'],
    where: 'screen',
    whileTyping: true,
    allowed: () => true,
    apply: (s) => s.screen.openVersions(),
  },
  {
    id: 'open',
    label: 'Open in the inspector',
    shortcuts: ['Enter'],
    where: 'canvas',
    allowed: (s) => onlyNode(s) !== undefined,
    apply: (s) => s.screen.focusInspector('form'),
  },
  {
    id: 'rename',
    label: 'Rename',
    shortcuts: ['F2'],
    where: 'canvas',
    allowed: (s) => s.state().canEdit && onlyNode(s) !== undefined,
    apply: (s) => s.screen.focusInspector('name'),
  },
  { id: 'mapper', label: 'Open the mapper', shortcuts: ['M'], where: 'canvas', allowed: hasMapping, apply: (s) => s.screen.openMapper(onlyNode(s)!.id) },
  {
    id: 'select-all',
    label: 'Select everything',
    shortcuts: ['mod+A'],
    where: 'canvas',
    allowed: (s) => s.state().flow.nodes.length > 0,
    apply: (s) => s.state().select({ nodes: s.state().flow.nodes.map((node) => node.id), wires: [] }),
  },
  {
    id: 'back',
    label: 'Back to the canvas; there: select nothing',
    shortcuts: ['Escape'],
    where: 'screen',
    whileTyping: true,
    allowed: () => true,
    apply: (s) => {
      if (!s.screen.backToCanvas()) s.state().select(EMPTY_SELECTION)
    },
  },
  { id: 'fit', label: 'Show the whole flow', shortcuts: ['F'], where: 'canvas', allowed: () => true, apply: (s) => s.screen.fitView() },
  { id: 'zoom-in', label: 'Zoom in', shortcuts: ['+'], where: 'canvas', allowed: () => true, apply: (s) => s.screen.zoomIn() },
  { id: 'zoom-out', label: 'Zoom out', shortcuts: ['-'], where: 'canvas', allowed: () => true, apply: (s) => s.screen.zoomOut() },
  { id: 'next-finding', label: 'Go to the next finding', shortcuts: ['E'], where: 'canvas', allowed: () => true, apply: (s) => s.screen.showNextFinding() },
  { id: 'palette', label: 'Show or hide the palette', shortcuts: ['P'], where: 'canvas', allowed: () => true, apply: (s) => s.screen.toggle('palette') },
  { id: 'inspector', label: 'Show or hide the inspector', shortcuts: ['I'], where: 'canvas', allowed: () => true, apply: (s) => s.screen.toggle('inspector') },
  { id: 'drawer', label: 'Show or hide samples and runs', shortcuts: ['T'], where: 'canvas', allowed: () => true, apply: (s) => s.screen.toggle('drawer') },
]
