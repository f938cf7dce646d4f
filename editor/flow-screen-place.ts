import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useLocation, useSearch } from 'wouter'
import { useStore } from 'zustand'
import type { FlowEditor } from './document/flow-editor.ts'
import { EMPTY_SELECTION } from './document/selection.ts'

/** What of a flow the address names. */
export interface FlowPlace {
  node: string | undefined
  mapping: boolean
  /** Row of the mapping. */
  row: string | undefined
  /** The versions are open. */
  versions: VersionsPlace | undefined
}

/** Which version is shown, and with what it is compared; left out: the newest, with the draft. */
export interface VersionsPlace {
  version?: number | undefined
  against?: number | 'draft' | undefined
}

/** Reads `/flows/<id>/nodes/<node>[/mapping[?row=<row>]]`, a row also as a part of the path, and `/flows/<id>/versions[/<n>[/<n or draft>]]`. */
export function flowPlace(path: string, search = ''): FlowPlace {
  const match = /^\/flows\/[^/]+\/nodes\/([^/]+)(\/mapping(?:\/([^/]+))?)?\/?$/.exec(path)
  const versions = /^\/flows\/[^/]+\/versions(?:\/(\d+)(?:\/(\d+|draft))?)?\/?$/.exec(path)
  return {
    node: match?.[1],
    mapping: match?.[2] !== undefined,
    row: match?.[3] === undefined ? (new URLSearchParams(search).get('row') ?? undefined) : decoded(match[3]),
    versions: versions
      ? {
          version: versions[1] === undefined ? undefined : Number(versions[1]),
          against: versions[2] === undefined || versions[2] === 'draft' ? versions[2] : Number(versions[2]),
        }
      : undefined,
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const mappingPath = (home: string, node: string, row: string | undefined): string =>
  `${home}/nodes/${node}/mapping${row === undefined ? '' : `?row=${encodeURIComponent(row)}`}`

/** The places of an open flow, and the ways between them. */
export interface FlowPlaces {
  /** The node whose mapping is open. */
  mapping: string | undefined
  row: string | undefined
  versions: VersionsPlace | undefined
  openMapper: (node: string, row?: string) => void
  /** Names the row in the address of the open mapping, without a step for Back. */
  showRow: (row: string | undefined) => void
  /** The whole address of a row of the open mapping. */
  linkToRow: (row: string) => string
  closeMapper: () => void
  /** Leaves whatever lies over the canvas for a node. */
  openNode: (node: string) => void
  openVersions: (place?: VersionsPlace) => void
  closeVersions: () => void
}

/** Keeps address and selection in step, so that a link opens exactly this place and Back works. */
export function useFlowPlace(editor: FlowEditor): FlowPlaces {
  const [path, navigate] = useLocation()
  const search = useSearch()
  const { node, mapping, row, versions } = useMemo(() => flowPlace(path, search), [path, search])
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
  const openMapper = useCallback((id: string, inside?: string) => navigate(mappingPath(home, id, inside)), [home, navigate])
  const showRow = useCallback(
    (inside: string | undefined) => node !== undefined && mapping && navigate(mappingPath(home, node, inside), { replace: true }),
    [home, navigate, node, mapping],
  )
  const linkToRow = useCallback((inside: string) => `${window.location.origin}${mappingPath(home, node ?? '', inside)}`, [home, node])
  const closeMapper = useCallback(() => navigate(node === undefined ? home : `${home}/nodes/${node}`), [home, navigate, node])
  const openNode = useCallback((id: string) => navigate(`${home}/nodes/${id}`), [home, navigate])
  const openVersions = useCallback(
    ({ version, against }: VersionsPlace = {}) => navigate([home, 'versions', version, against].filter((part) => part !== undefined).join('/')),
    [home, navigate],
  )
  const closeVersions = useCallback(() => navigate(home), [home, navigate])
  return { mapping: mapping ? node : undefined, row, versions, openMapper, showRow, linkToRow, closeMapper, openNode, openVersions, closeVersions }
}
