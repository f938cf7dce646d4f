import { useCallback, useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import type { FlowEditor } from './document/flow-editor.ts'
import { EMPTY_SELECTION } from './document/selection.ts'

/** What of a flow the address names. */
export interface FlowPlace {
  node: string | undefined
  mapping: boolean
}

/** Reads `/flows/<id>/nodes/<node>[/mapping]`. */
export function flowPlace(path: string): FlowPlace {
  const match = /^\/flows\/[^/]+\/nodes\/([^/]+)(\/mapping)?\/?$/.exec(path)
  return { node: match?.[1], mapping: match?.[2] !== undefined }
}

/** Keeps address and selection in step, so that a link opens exactly this place and Back works. */
export function useFlowPlace(editor: FlowEditor): { mapping: string | undefined; openMapper: (node: string) => void; closeMapper: () => void } {
  const [path, navigate] = useLocation()
  const { node, mapping } = flowPlace(path)
  const home = `/flows/${editor.getState().flow.id}`
  const selected = useStore(editor, ({ selection }) => (selection.nodes.length === 1 && selection.wires.length === 0 ? selection.nodes[0] : undefined))
  const latest = useRef({ node, selected })
  useEffect(() => {
    const before = latest.current
    latest.current = { node, selected }
    if (node === selected) return
    // The address leads at first and whenever it was changed; otherwise the selection leads.
    const addressLeads = before.node !== node || (before.node === node && before.selected === selected)
    if (addressLeads && node !== undefined && editor.getState().flow.nodes.some((each) => each.id === node))
      return editor.getState().select({ nodes: [node], wires: [] })
    if (addressLeads && node === undefined && before.node !== undefined) return editor.getState().select(EMPTY_SELECTION)
    navigate(selected === undefined ? home : `${home}/nodes/${selected}`, { replace: true })
  }, [node, selected, editor, home, navigate])
  const openMapper = useCallback((id: string) => navigate(`${home}/nodes/${id}/mapping`), [home, navigate])
  const closeMapper = useCallback(() => navigate(node === undefined ? home : `${home}/nodes/${node}`), [home, navigate, node])
  return { mapping: mapping ? node : undefined, openMapper, closeMapper }
}
