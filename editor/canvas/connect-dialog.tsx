import { Modal, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { wireRefusal, type Specs } from '../document/wire-refusal.ts'
import type { Flow, FlowNode, Wire } from '../../server/model/flow.ts'
import { portsOf } from '../../server/model/node-spec.ts'
import { ChoiceList } from './choice-list.tsx'
import { NodeIcon } from './node-icon.tsx'

export interface ConnectDialogProps {
  flow: Flow
  specs: Specs
  /** The node the wire leaves; nothing while the dialog is closed. */
  from: FlowNode | undefined
  onConnect: (wire: Omit<Wire, 'id'>) => void
  onClose: () => void
}

/** Draws a wire by keyboard: choose the port, choose the node. */
export function ConnectDialog({ flow, specs, from, onConnect, onClose }: ConnectDialogProps) {
  return (
    <Modal opened={from !== undefined} onClose={onClose} title={`Connect “${from?.name ?? ''}”`} size={480} yOffset="12vh" transitionProps={{ duration: 0 }}>
      {from && <ConnectForm key={from.id} flow={flow} specs={specs} from={from} onConnect={onConnect} />}
    </Modal>
  )
}

function ConnectForm({ flow, specs, from, onConnect }: Omit<ConnectDialogProps, 'onClose'> & { from: FlowNode }) {
  const spec = specs.get(from.kind)
  const ports = spec ? portsOf(spec, from.config) : []
  const [port, setPort] = useState(
    () => ports.find(({ id }) => !flow.wires.some((wire) => wire.from.node === from.id && wire.from.port === id))?.id ?? ports[0]?.id ?? '',
  )
  const [query, setQuery] = useState('')
  if (ports.length === 0) return <p>Nothing leaves this node.</p>
  const wireTo = (to: string) => ({ from: { node: from.id, port }, to })
  const words = query.trim().toLowerCase()
  const exact = (name: string): number => Number(name.toLowerCase() === words)
  const choices = flow.nodes
    .filter((node) => node.id !== from.id && node.name.toLowerCase().includes(words))
    .map((node) => ({
      id: node.id,
      title: node.name,
      detail: specs.get(node.kind)?.title,
      icon: <NodeIcon name={specs.get(node.kind)?.icon ?? ''} />,
      refusal: wireRefusal(flow, specs, wireTo(node.id)),
    }))
    .toSorted((a, b) => exact(b.title) - exact(a.title) || Number(a.refusal !== undefined) - Number(b.refusal !== undefined))
  return (
    <>
      {ports.length > 1 && (
        <SegmentedControl
          mb="xs"
          fullWidth
          size="xs"
          aria-label="Port"
          value={port}
          onChange={setPort}
          data={ports.map(({ id, title }) => ({ value: id, label: title }))}
        />
      )}
      <ChoiceList label="Search nodes" choices={choices} query={query} onQuery={setQuery} onChoose={(id) => onConnect(wireTo(id))} />
    </>
  )
}
