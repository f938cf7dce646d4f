import type { PreviewResult } from '../../server/model/api-view.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import type { Mapping } from '../../server/model/mapping.ts'
import type { MappingFill } from '../../server/model/fill.ts'
import { useRef } from 'react'
import type { PathStep } from '../document/mapping-path.ts'
import { BatchDialog } from './batch-dialog.tsx'
import { BottomPanels } from './bottom-panels.tsx'
import { Lines } from './lines.tsx'
import { MapperBar } from './mapper-bar.tsx'
import { MapperContext } from './mapper-context.ts'
import type { MapperSample } from './mapper-model.ts'
import classes from './mapper.module.css'
import { PasteDialog } from './paste-dialog.tsx'
import { RepairBanner } from './repair-banner.tsx'
import { SourceTree } from './source-tree.tsx'
import { TargetTree } from './target-tree.tsx'
import { TreeBar } from './tree-bar.tsx'
import { useLineDrag } from './use-line-drag.ts'
import { useMapperActions } from './use-mapper-actions.ts'
import { useMapperState } from './use-mapper-state.ts'
import type { PreviewRequest } from './use-preview.ts'
import type { PublishedMapping } from './use-published.ts'
import type { TextClipboard } from './use-row-clipboard.ts'

export interface MapperProps {
  title: string
  mapping: Mapping
  /** `undefined`: the tree is read from the samples. */
  source: JsonSchema | undefined
  /** `undefined`: any target path may be written. */
  target: JsonSchema | undefined
  samples: readonly MapperSample[]
  canEdit: boolean
  onChange(next: Mapping, label: string): void
  onClose(): void
  preview(request: PreviewRequest): Promise<PreviewResult>
  /** The mapping that calls run now, to compare results with. */
  published?: PublishedMapping | undefined
  /** How often the rows of a published version gave a value. */
  fills?: (MappingFill & { version: number }) | undefined
  /** Without it rows can not be copied. */
  clipboard?: TextClipboard | undefined
  /** The row that the address names. */
  row?: string | undefined
  onRow?(row: string | undefined): void
  /** The address of a row, to be passed on. */
  linkTo?(row: string): string
  lineageOf?(side: 'source' | 'target', path: readonly PathStep[]): string | undefined
}

/** Field mapping: both trees with lines between them, the row editor and the preview. Fills the element around it. */
export function Mapper(props: MapperProps) {
  const state = useMapperState(props)
  useMapperActions(state, props.clipboard)
  const sourceScroll = useRef<HTMLDivElement>(null)
  const targetScroll = useRef<HTMLDivElement>(null)
  const { path, start } = useLineDrag(targetScroll, state.draw)
  return (
    <MapperContext value={state}>
      <section className={classes.mapper} aria-label={`Mapping: ${props.title}`} onBlur={state.flush}>
        <MapperBar title={props.title} onClose={props.onClose} />
        <RepairBanner />
        <div className={classes.trees}>
          <TreeBar side="source" tree={state.source} />
          <div className={classes.between} />
          <TreeBar side="target" tree={state.target} />
          <SourceTree scroll={sourceScroll} targetScroll={targetScroll} onPointerDown={props.canEdit ? start : undefined} />
          <Lines
            lines={state.model.lines}
            sourceScroll={sourceScroll}
            targetScroll={targetScroll}
            source={state.source}
            target={state.target}
            selected={state.row?.id}
            onSelect={state.showRow}
          />
          <TargetTree scroll={targetScroll} />
        </div>
        <BottomPanels />
        <svg className={classes.dragged} aria-hidden>
          <path ref={path} />
        </svg>
        <BatchDialog />
        <PasteDialog />
      </section>
    </MapperContext>
  )
}
