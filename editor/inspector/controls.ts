import type { ControlComponent } from '../ui/schema-form/form-context.ts'
import { JsonControl } from '../ui/schema-form/scalar-controls.tsx'
import {
  CallNodeControl,
  CanonicalOperationControl,
  ConnectionControl,
  FlowControl,
  OperationControl,
  ProblemCodeControl,
  TimeZoneControl,
} from './choice-controls.tsx'
import { CronControl } from './cron-control.tsx'
import { ExpressionControl } from './expression-control.tsx'
import { MappingControl } from './mapping-control.tsx'
import { SchemaControl } from './schema-control.tsx'
import { TableControl } from './table-control.tsx'
import { TextControl } from './text-control.tsx'

/** The special controls of node forms, by the name in `x-control`. Other names are drawn by their type. */
export const CONTROLS: Record<string, ControlComponent> = {
  'call-node': CallNodeControl,
  'canonical-operation': CanonicalOperationControl,
  connection: ConnectionControl,
  cron: CronControl,
  expression: ExpressionControl,
  flow: FlowControl,
  json: JsonControl,
  mapping: MappingControl,
  operation: OperationControl,
  'problem-code': ProblemCodeControl,
  schema: SchemaControl,
  table: TableControl,
  text: TextControl,
  'time-zone': TimeZoneControl,
}
