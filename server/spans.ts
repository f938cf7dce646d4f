import type { Tracer } from '@opentelemetry/api'
import { readVersion } from './home-folder.ts'
import type { Settings } from './settings.ts'

/** Ids, codes, sizes and counts; never a value of a message. */
export type SpanAttributes = Readonly<Record<string, string | number>>

/** A piece of work under way. */
export interface Span {
  /** W3C traceparent that names it. */
  readonly traceparent: string
  /** `problem`: the code of what went wrong. */
  end(attributes: SpanAttributes, problem?: string): void
}

export interface SpanBeginning {
  name: string
  kind: 'server' | 'consumer' | 'client'
  /** W3C traceparent of the work that it is part of; one that cannot be read begins a new trace. */
  parent: string | undefined
  attributes: SpanAttributes
}

/** Where pieces of work are told to a collector. */
export interface Spans {
  begin(beginning: SpanBeginning): Span
  /** Sends what waits, for at most a few seconds. */
  close(): Promise<void>
}

/** What is used of the packages. Their types cannot be: they may be left out of an installation. */
interface Sdk {
  NodeTracerProvider: new (options: object) => { getTracer(name: string, version: string): Tracer; shutdown(): Promise<void> }
  BatchSpanProcessor: new (exporter: object) => object
}

const PACKAGES = { sdk: '@opentelemetry/sdk-trace-node', exporter: '@opentelemetry/exporter-trace-otlp-http', resources: '@opentelemetry/resources' } as const
/** Milliseconds that the end of the server waits for the collector. */
const CLOSE_MS = 3_000

const load = async <T>(name: string): Promise<T> => (await import(name)) as T

/** Opens the way to the collector of the settings with the OpenTelemetry packages. Rejects where they are not installed. */
export async function openSpans({ url, service }: NonNullable<Settings['traces']>, home: string): Promise<Spans> {
  const [api, { NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    load<Sdk>(PACKAGES.sdk),
    load<{ OTLPTraceExporter: new (options: object) => object }>(PACKAGES.exporter),
    load<{ resourceFromAttributes(attributes: object): object }>(PACKAGES.resources),
  ])
  const version = readVersion(home)
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  })
  const tracer = provider.getTracer('patchbay', version)
  const kinds = { server: api.SpanKind.SERVER, consumer: api.SpanKind.CONSUMER, client: api.SpanKind.CLIENT }
  return {
    begin: ({ name, kind, parent, attributes }) => {
      const around = parent === undefined ? undefined : parseTraceparent(parent)
      const context = around ? api.trace.setSpanContext(api.ROOT_CONTEXT, { ...around, isRemote: true }) : api.ROOT_CONTEXT
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes: { ...attributes } }, context)
      return {
        traceparent: writeTraceparent(span.spanContext()),
        end: (more, problem) => {
          span.setAttributes({ ...more })
          if (problem !== undefined) span.setStatus({ code: api.SpanStatusCode.ERROR, message: problem })
          span.end()
        },
      }
    },
    close: () => Promise.race([provider.shutdown().catch(() => undefined), new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref())]),
  }
}

interface SpanPlace {
  traceId: string
  spanId: string
  traceFlags: number
}

/** Of W3C Trace Context; later versions may say more after the flags. */
function parseTraceparent(text: string): SpanPlace | undefined {
  const [, traceId, spanId, flags] = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})/.exec(text) ?? []
  return traceId && spanId && flags ? { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 } : undefined
}

const writeTraceparent = ({ traceId, spanId, traceFlags }: SpanPlace): string => `00-${traceId}-${spanId}-0${traceFlags & 1}`
