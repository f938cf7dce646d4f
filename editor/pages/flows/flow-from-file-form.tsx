import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Client } from '../../../server/model/client.ts'
import type { Connection } from '../../../server/model/connection.ts'
import type { Flow } from '../../../server/model/flow.ts'
import { Id } from '../../../server/model/id.ts'
import { useChange, useEndpoint } from '../../api/use-api.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { connectionsOf, fitFlow, type FlowFit, freeId, systemsOf } from './fit-flow.ts'
import { FlowFindings } from './flow-findings.tsx'

interface FlowFromFileFormProps {
  flow: Flow
  clients: readonly Client[]
  taken: ReadonlySet<string>
  onClose: () => void
}

/** Where the flow is to live; what is wrong with it there is shown before it is made. */
export function FlowFromFileForm({ flow, clients, taken, onClose }: FlowFromFileFormProps) {
  const [wanted, setWanted] = useState<FlowFit>(() => ({ id: freeId(flow.id, taken), client: clientOf(flow, clients), connections: {} }))
  const [, navigate] = useLocation()
  const create = useChange('flows.create', { quiet: true })
  const own = (useEndpoint('connections.list').data ?? []).map((view) => view.connection).filter(({ client }) => client === wanted.client)
  const fitted = fitFlow(flow, wanted)
  const isTaken = taken.has(wanted.id) || create.error?.document.status === 409
  const ready = Id.safeParse(wanted.id).success && !isTaken && wanted.client !== ''
  const submit = (): void => create.mutate({ body: fitted }, { onSuccess: ({ flow: { id } }) => navigate(`/flows/${id}`) })
  return (
    <DialogForm verb="Create and open" change={create} disabled={!ready} told={isTaken} onSubmit={submit} onCancel={onClose}>
      <span>
        <b>{flow.name}</b>: {countWords(flow)}
      </span>
      <Select
        label="Client"
        data={clients.map(({ id, name }) => ({ value: id, label: name }))}
        value={wanted.client || null}
        allowDeselect={false}
        searchable
        onChange={(client) => setWanted({ ...wanted, client: client ?? '', connections: {} })}
        data-autofocus
      />
      <TextInput
        label="Id"
        value={wanted.id}
        description={taken.has(flow.id) ? `There is a flow ${flow.id} already.` : undefined}
        error={isTaken ? 'There is a flow with this id already.' : Id.safeParse(wanted.id).error?.issues[0]?.message}
        onChange={(event) => (create.reset(), setWanted({ ...wanted, id: event.currentTarget.value.trim() }))}
      />
      <ConnectionChoices flow={flow} own={own} value={wanted.connections} onChange={(connections) => setWanted({ ...wanted, connections })} />
      <OtherSystems flow={fitted} own={own} />
      <FlowFindings flow={fitted} />
    </DialogForm>
  )
}

const clientOf = (flow: Flow, clients: readonly Client[]): string => (clients.find(({ id }) => id === flow.client) ?? clients[0])?.id ?? ''

const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

const countWords = ({ nodes, cases, samples }: Flow): string =>
  [many(nodes.length, 'node'), many(samples.length, 'sample'), many(cases.length, 'case')].join(', ')

interface ChoicesProps {
  flow: Flow
  own: readonly Connection[]
  value: FlowFit['connections']
  onChange: (next: FlowFit['connections']) => void
}

function ConnectionChoices({ flow, own, value, onChange }: ChoicesProps) {
  return connectionsOf(flow).map((named) => {
    const chosen = value[named] ?? named
    return (
      <Select
        key={named}
        label={`In place of the connection ${named}`}
        data={own.map(({ id, name, connector }) => ({ value: id, label: `${name} (${connector})` }))}
        value={own.some(({ id }) => id === chosen) ? chosen : null}
        placeholder={own.length > 0 ? 'not chosen yet' : 'this client has no connections yet'}
        allowDeselect={false}
        onChange={(id) => id !== null && onChange({ ...value, [named]: id })}
      />
    )
  })
}

/** References of a system that none of the connections has would be of nowhere. */
function OtherSystems({ flow, own }: { flow: Flow; own: readonly Connection[] }) {
  const used = connectionsOf(flow).flatMap((id) => own.find((each) => each.id === id) ?? [])
  const foreign = systemsOf(flow).filter((system) => !used.some((each) => each.system === system))
  if (used.length === 0 || foreign.length === 0) return null
  const systems = [...new Set(used.map(({ system }) => system))].join(', ')
  return (
    <span role="note">
      The expressions make references of {foreign.join(', ')}; the connections are of {systems}. Write {systems} into the expressions with <code>$ref</code>{' '}
      before you publish.
    </span>
  )
}
