import { Tooltip } from '@mantine/core'
import { IconAlertCircle, IconAlertTriangle } from '@tabler/icons-react'
import { Handle, type NodeProps, Position, useUpdateNodeInternals } from '@xyflow/react'
import { memo, useEffect, useRef } from 'react'
import type { NodeMark } from '../document/run-picture.ts'
import { durationText } from '../ui/figures.ts'
import { type CanvasNode, type CardData, type DrawnPort, type FindingCount, IN } from './canvas-nodes.ts'
import classes from './node-card.module.css'
import { NodeIcon } from './node-icon.tsx'

/** Every node on the canvas: drawn from its spec and config alone. */
export const NodeCard = memo(function NodeCard({ id, data, selected }: NodeProps<CanvasNode>) {
  const update = useUpdateNodeInternals()
  const ports = data.ports.map((port) => port.id).join(' ')
  const measured = useRef(ports)
  useEffect(() => {
    if (measured.current === ports) return
    measured.current = ports
    update(id)
  }, [id, ports, update])
  if (data.spec?.group === 'note') return <NoteCard data={data} selected={selected} />
  return (
    <div className={classes.card} data-selected={selected || undefined} data-group={data.spec?.group} data-state={stateOf(data)}>
      <CardHead data={data} />
      <p className={classes.line} title={data.line}>
        {data.line || <span className={classes.unset}>{data.spec ? 'Not set up yet' : `Unknown kind ${data.node.kind}`}</span>}
      </p>
      <PortRows ports={data.ports} />
      <CardFoot data={data} />
    </div>
  )
})

function stateOf({ drawn, mark }: CardData): string | undefined {
  if (!drawn) return undefined
  return mark ? (mark.problem ? 'problem' : 'ran') : 'idle'
}

/** The only port besides `problem` stands beside the name; several have a row each. */
const mainPort = (ports: readonly DrawnPort[]): DrawnPort | undefined => {
  const main = ports.filter((port) => port.id !== 'problem')
  return main.length === 1 && !main[0]!.gone && main[0]!.id === 'out' ? main[0] : undefined
}

function CardHead({ data }: { data: CardData }) {
  const port = mainPort(data.ports)
  const takesWires = data.spec?.input ?? true
  return (
    <div className={classes.head}>
      {takesWires && <Handle type="target" id={IN} position={Position.Left} className={classes.handle} isConnectableStart={false} />}
      <span className={classes.icon}>
        <NodeIcon name={data.spec?.icon ?? ''} />
      </span>
      <span className={classes.name} title={data.node.name}>
        {data.node.name}
      </span>
      {port && <Handle type="source" id={port.id} position={Position.Right} className={classes.handle} aria-label={`Port ${port.title}`} />}
    </div>
  )
}

function PortRows({ ports }: { ports: readonly DrawnPort[] }) {
  const single = mainPort(ports)
  return ports
    .filter((port) => port.id !== 'problem' && port !== single)
    .map((port) => (
      <div key={port.id} className={classes.port} data-gone={port.gone || undefined}>
        <span title={port.gone ? 'The node no longer has this port' : port.title}>{port.gone ? `${port.title} (gone)` : port.title}</span>
        <Handle type="source" id={port.id} position={Position.Right} className={classes.handle} aria-label={`Port ${port.title}`} />
      </div>
    ))
}

function CardFoot({ data }: { data: CardData }) {
  const problem = data.ports.find((port) => port.id === 'problem')
  return (
    <div className={classes.foot}>
      {data.mark && <MarkText mark={data.mark} />}
      {data.findings && <FindingBadge count={data.findings} />}
      {problem && (
        <span className={classes.problem}>
          {problem.title}
          <Handle type="source" id={problem.id} position={Position.Right} className={classes.problemHandle} aria-label="Port problem" />
        </span>
      )}
    </div>
  )
}

function MarkText({ mark }: { mark: NodeMark }) {
  const times = mark.times > 1 ? `${mark.times}× ` : ''
  if (!mark.problem) return <span className={classes.mark}>{`${times}${durationText(mark.ms)}`}</span>
  return (
    <Tooltip label={mark.problem.detail} multiline maw={320}>
      <span className={classes.mark} data-problem>
        <IconAlertCircle size={12} aria-hidden />
        {mark.problem.code}
      </span>
    </Tooltip>
  )
}

function FindingBadge({ count }: { count: FindingCount }) {
  const level = count.errors > 0 ? 'error' : 'warning'
  const n = count.errors || count.warnings
  return (
    <span className={classes.finding} data-level={level} title={`${n} ${level}${n === 1 ? '' : 's'}: see Findings below`}>
      <IconAlertTriangle size={12} aria-hidden />
      {n}
    </span>
  )
}

function NoteCard({ data, selected }: { data: CardData; selected: boolean }) {
  return (
    <div className={classes.note} data-selected={selected || undefined}>
      <p className={classes.noteName}>{data.node.name}</p>
      <p>{data.line || <span className={classes.unset}>Empty note</span>}</p>
    </div>
  )
}
