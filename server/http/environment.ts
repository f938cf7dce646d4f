import type { z } from 'zod'
import type { Logger } from 'pino'
import type { Delivery } from '../delivery/contract.ts'
import type { FlowRuntime } from '../flow/contract.ts'
import type { Captures } from '../hub/capture/captures.ts'
import type { Hub } from '../hub/hub.ts'
import type { Lineage } from '../hub/lineage/lineage.ts'
import type { Catalog, PreviewResult } from '../model/api-view.ts'
import type { Cancellation } from '../model/cancellation.ts'
import type { Connection } from '../model/connection.ts'
import type { FillReport } from '../model/fill.ts'
import type { ENDPOINTS, ResponseOf } from '../model/endpoint.ts'
import { Problem } from '../model/problem.ts'
import type { ConnectionHealth } from '../model/run-endpoint.ts'
import type { Audit, Documents, Runs, Secrets } from '../store/contract.ts'
import type { AlertSettings } from '../model/alert.ts'
import type { Watch } from '../watch/contract.ts'
import type { Admission } from './admission.ts'
import type { Metrics } from './metrics.ts'

/** What the HTTP room needs from outside; made in the composition root. */
export interface HttpEnvironment {
  hub: Hub
  runtime: FlowRuntime
  delivery: Delivery
  captures: Captures
  lineage: Lineage
  /** Fill counts of the live version of a flow. */
  fills(flow: string): Promise<FillReport>
  runs: Runs
  /** The keyed hash that runs are found by for a business key. */
  keyHash(key: string): string
  audit: Audit
  connectionHealth(): ConnectionHealth[]
  /** Decides who is let in. */
  admission: Admission
  /** One document, id `alerts`. */
  alerts: Documents<AlertSettings>
  watch: Watch
  secrets: Secrets
  log: Logger
  catalog(): Catalog
  preview(request: PreviewRequest): Promise<PreviewResult> | PreviewResult
  /** Tries address and credentials of a connection. */
  ping(connection: Connection, signal: Cancellation): Promise<ResponseOf<'connections.test'>>
  /** Counters of the expression room since start. */
  expressionCounters(): Record<string, number>
  metrics: Metrics
  /** False once the server has begun to stop. */
  accepting(): boolean
  /** False while starting and stopping, and when a part that is needed does not work. */
  ready(): Promise<boolean>
  /** Wall clock, milliseconds since 1970. */
  now(): number
  settings: HttpSettings
  /** There while the sandbox systems run. */
  demo: Demo | undefined
}

/** The sandbox CRM as the demo till steers it. */
export interface Demo {
  crmDown(): boolean
  setCrmDown(down: boolean): void
}

export interface HttpSettings {
  version: string
  /** Largest body of a caller, in bytes. */
  bodyLimit: number
  /** Folder of the built editor. */
  editorFolder: string
  /** Number of trusted proxies in front; their `x-forwarded-*` headers then count. */
  proxies: number
  /** Opens the metrics to whoever sends it; undefined: they are for this machine only. */
  metricsToken: string | undefined
}

/** A mapping with samples to run it over. */
export type PreviewRequest = z.output<(typeof ENDPOINTS)['mapping.preview']['body']>

/** Throws `service.stopping` once the server has begun to stop. */
export function requireAccepting({ accepting }: HttpEnvironment): void {
  if (!accepting()) throw new Problem('service.stopping', 'This server takes no more calls.')
}
