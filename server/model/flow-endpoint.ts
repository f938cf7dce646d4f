import { z } from 'zod'
import { FlowSummary, PreviewResult } from './api-view.ts'
import { CaptureState } from './capture.ts'
import { Arrivals, CaseReport } from './case.ts'
import { Done, type Endpoint, endpoint } from './endpoint-kind.ts'
import { FillReport } from './fill.ts'
import { Finding } from './finding.ts'
import { Flow, FlowDraft, FlowVersion } from './flow.ts'
import { FlowComparison } from './flow-comparison.ts'
import { JsonSchemaDocument } from './json-schema.ts'
import { LineageAnswer, LineageIndex } from './lineage.ts'
import { Mapping } from './mapping.ts'
import { TryResult } from './run.ts'

/** Flows, their versions and cases, capture, lineage, and the preview of mappings. */
export const FLOW_ENDPOINTS = {
  'flows.list': endpoint({ method: 'get', path: '/api/flows', title: 'List flows', role: 'viewer', response: z.array(FlowSummary) }),
  'flows.create': endpoint({ method: 'post', path: '/api/flows', title: 'Create a flow', role: 'integrator', body: Flow, response: FlowDraft }),
  'flows.read': endpoint({ method: 'get', path: '/api/flows/{id}', title: 'Read the draft of a flow', role: 'viewer', response: FlowDraft }),
  'flows.save': endpoint({
    method: 'put',
    path: '/api/flows/{id}',
    title: 'Save the draft of a flow',
    role: 'integrator',
    body: z.strictObject({ revision: z.int(), flow: Flow }),
    response: FlowDraft,
  }),
  'flows.delete': endpoint({ method: 'delete', path: '/api/flows/{id}', title: 'Delete a flow', role: 'integrator', response: Done }),
  'flows.check': endpoint({
    method: 'post',
    path: '/api/flows/check',
    title: 'Check a draft',
    role: 'viewer',
    body: z.strictObject({ flow: Flow }),
    response: z.array(Finding),
  }),
  'flows.try': endpoint({
    method: 'post',
    path: '/api/flows/try',
    title: 'Run a draft with a sample; answers with every value, keeps none',
    role: 'integrator',
    body: z.strictObject({ flow: Flow, body: z.json(), trigger: z.string().optional(), until: z.string().optional() }),
    response: TryResult,
  }),
  'flows.cases': endpoint({
    method: 'post',
    path: '/api/flows/cases',
    title: 'Run the cases of a draft with mocked calls; keeps nothing',
    role: 'integrator',
    body: z.strictObject({ flow: Flow, only: z.array(z.string()).optional().describe('Ids of cases; left out: all.') }),
    response: CaseReport,
  }),
  'flows.arrivals': endpoint({
    method: 'post',
    path: '/api/flows/arrivals',
    title: 'What arrives at a node of a draft when its samples and cases run with mocked calls; keeps nothing',
    role: 'integrator',
    body: z.strictObject({ flow: Flow, node: z.string() }),
    response: Arrivals,
  }),
  'flows.compare': endpoint({
    method: 'post',
    path: '/api/flows/compare',
    title: 'Compare two states of a flow by meaning, and by effect on its samples and cases',
    role: 'integrator',
    body: z.strictObject({ before: Flow, after: Flow }),
    response: FlowComparison,
  }),
  'flows.fills': endpoint({
    method: 'get',
    path: '/api/flows/{id}/fills',
    title: 'How often the mapping rows of the published version gave a value',
    role: 'viewer',
    response: FillReport,
  }),
  'capture.read': endpoint({
    method: 'get',
    path: '/api/flows/{id}/capture',
    title: 'Messages captured from live traffic, with made-up values in place of personal ones',
    role: 'integrator',
    response: CaptureState,
  }),
  'capture.start': endpoint({
    method: 'post',
    path: '/api/flows/{id}/capture',
    title: 'Capture the next messages of live traffic',
    role: 'integrator',
    body: z.strictObject({ count: z.int().min(1).max(20) }),
    response: CaptureState,
  }),
  'capture.stop': endpoint({
    method: 'delete',
    path: '/api/flows/{id}/capture',
    title: 'Stop the capture and forget what it caught',
    role: 'integrator',
    response: CaptureState,
  }),
  'flows.publish': endpoint({
    method: 'post',
    path: '/api/flows/{id}/publish',
    title: 'Publish the draft',
    role: 'integrator',
    body: z.strictObject({ revision: z.int(), note: z.string().max(2000) }),
    response: FlowVersion,
  }),
  'versions.list': endpoint({
    method: 'get',
    path: '/api/flows/{id}/versions',
    title: 'List published versions',
    role: 'viewer',
    response: z.array(FlowVersion.omit({ flow: true })),
  }),
  'versions.read': endpoint({
    method: 'get',
    path: '/api/flows/{id}/versions/{version}',
    title: 'Read a published version',
    role: 'viewer',
    response: FlowVersion,
  }),

  'lineage.read': endpoint({
    method: 'get',
    path: '/api/lineage',
    title: 'Where a field goes and where it comes from, over all flows',
    role: 'viewer',
    query: z.strictObject({ field: z.string().min(1).max(400) }),
    response: LineageAnswer,
  }),
  'lineage.fields': endpoint({
    method: 'get',
    path: '/api/lineage/fields',
    title: 'Every field that some flow touches',
    role: 'viewer',
    response: LineageIndex,
  }),

  'mapping.preview': endpoint({
    method: 'post',
    path: '/api/mapping/preview',
    title: 'Run a mapping over samples',
    role: 'viewer',
    body: z.strictObject({
      mapping: Mapping,
      source: JsonSchemaDocument.optional(),
      target: JsonSchemaDocument.optional(),
      samples: z.array(z.json()).max(100),
    }),
    response: PreviewResult,
  }),
} as const satisfies Record<string, Endpoint>
