import { type EditorState, type Extension, StateField } from '@codemirror/state'
import { showTooltip, type Tooltip } from '@codemirror/view'
import { enclosingCall, signatureParts } from './enclosing-call.ts'
import { FUNCTION_GROUPS } from './jsonata-functions.ts'

const KNOWN = new Map(FUNCTION_GROUPS.flatMap(({ functions }) => functions.map((one) => [one.name, one] as const)))

/** Shows the parameters of the call around the cursor, the present one in bold. */
export function signatureHelp(): Extension {
  return StateField.define<Tooltip | null>({
    create: tooltipAt,
    update: (tooltip, transaction) => (transaction.docChanged || transaction.selection ? tooltipAt(transaction.state) : tooltip),
    provide: (field) => showTooltip.from(field),
  })
}

function tooltipAt(state: EditorState): Tooltip | null {
  const { head, empty } = state.selection.main
  const call = empty ? enclosingCall(state.doc.toString(), head) : undefined
  const known = call && KNOWN.get(call.name)
  if (!call || !known) return null
  return { pos: call.at, above: true, strictSide: true, create: () => ({ dom: signatureDom(known.name, known.parameters, call.argument) }) }
}

function signatureDom(name: string, parameters: string, at: number): HTMLElement {
  const dom = document.createElement('div')
  dom.className = 'cm-signature'
  dom.append(`${name}(`)
  for (const { text, argument } of signatureParts(parameters, at)) {
    const part = document.createElement(argument ? 'b' : 'span')
    part.textContent = text
    dom.append(part)
  }
  dom.append(')')
  return dom
}
