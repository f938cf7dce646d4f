/** The flow editor: canvas, inspector, mapper and try drawer composed. */
export function FlowScreen({ flowId, nodeId }: { flowId: string; nodeId?: string | undefined }) {
  return (
    <p>
      {flowId} {nodeId}
    </p>
  )
}
