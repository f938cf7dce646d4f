import { ConnectDialog } from './canvas/connect-dialog.tsx'
import { ContextMenu } from './canvas/context-menu.tsx'
import { QuickAdd } from './canvas/quick-add.tsx'
import type { AddRequest } from './canvas/canvas-requests.ts'
import { newWire } from './document/fresh-name.ts'
import { portsOf } from '../server/model/node-spec.ts'
import { ConflictDialog } from './flow-screen-conflict.tsx'
import { onMac } from './flow-screen-keys.ts'
import { PublishDialog } from './flow-screen-publish.tsx'
import type { FlowScreenModel } from './flow-screen-use.ts'

/** The dialogs and menus of the flow screen. */
export function FlowDialogs({ screen }: { screen: FlowScreenModel }) {
  const { dialogs, state, specs, editor, subject, node } = screen
  const connect = (wire: Parameters<Parameters<typeof ConnectDialog>[0]['onConnect']>[0]): void => {
    const { flow, apply } = editor.getState()
    apply({ type: 'add', nodes: [], wires: [newWire(flow, wire.from, wire.to)] }, 'connect')
    dialogs.setConnecting(false)
  }
  return (
    <>
      <QuickAdd
        opened={dialogs.adding !== null}
        addables={fitting(screen, dialogs.adding)}
        where={whereOf(screen, dialogs.adding)}
        onAdd={(addable) => screen.add(addable, addable.spec.input ? (dialogs.adding ?? {}) : { at: dialogs.adding?.at })}
        onClose={() => dialogs.setAdding(null)}
      />
      <ConnectDialog
        flow={state.flow}
        specs={specs}
        from={dialogs.connecting ? node : undefined}
        onConnect={connect}
        onClose={() => dialogs.setConnecting(false)}
      />
      <ContextMenu request={dialogs.menu} subject={subject} mac={onMac()} onClose={() => dialogs.setMenu(null)} />
      <PublishDialog screen={screen} />
      <ConflictDialog screen={screen} />
    </>
  )
}

/** What may stand in a wire must take and send messages; what a wire was drawn for must take them. */
function fitting({ addables }: FlowScreenModel, request: AddRequest | null): FlowScreenModel['addables'] {
  if (request?.wire !== undefined)
    return addables.filter(({ spec, config }) => spec.input && portsOf(spec, { ...spec.defaults, ...config }).some((port) => port.id !== 'problem'))
  return request?.from && request.at ? addables.filter(({ spec }) => spec.input) : addables
}

function whereOf({ state }: FlowScreenModel, request: AddRequest | null): string {
  if (request?.wire !== undefined) return 'into the wire'
  const from = state.flow.nodes.find((node) => node.id === request?.from?.node)
  return from ? `after “${from.name}”` : ''
}
