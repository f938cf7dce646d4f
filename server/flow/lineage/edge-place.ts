import { canonicalPlace, entitiesBelow } from '../../model/canonical-field.ts'
import { canonicalSchema } from '../../model/canonical-operation.ts'
import { joinPath, pathSegments } from '../../model/field-path.ts'
import type { FieldPlace } from '../../model/lineage.ts'
import { schemaAt } from '../../model/schema-path.ts'
import type { Destination, Trigger } from '../../nodes/contract.ts'

export type Side = 'input' | 'output'

/** Where messages come from or go to. */
export interface EdgePlace {
  /** Unique; of an external place also the name that people see. */
  readonly key: string
  readonly side: Side
  /** Set for an operation of the canonical model. */
  readonly canonical?: string
  /** Set for an operation of a connection. */
  readonly call?: { readonly connection: string; readonly operation: string }
  /** Set for a config field whose content Patchbay keeps. */
  readonly stores?: string
}

/** What a trigger gets, and what it is answered, if it is. */
export function triggerPlace(trigger: Trigger | undefined, client: string, side: Side): EdgePlace | undefined {
  if (trigger?.type === 'operation')
    return canonicalSchema(trigger.operation, side) && { key: `api:${trigger.operation}:${side}`, side, canonical: trigger.operation }
  return trigger?.type === 'http' ? { key: `hook:${client}/${trigger.path}:${side}`, side } : undefined
}

/** Where a node sends to, or what comes back from there. */
export function destinationPlace(to: Destination, at: { node: string; trigger: Trigger | undefined; client: string; side: Side }): EdgePlace | undefined {
  const { side } = at
  switch (to.to) {
    case 'operation':
      return { key: `${to.connection}:${to.operation}:${side}`, side, call: { connection: to.connection, operation: to.operation } }
    case 'flow':
      return { key: `flow:${to.flow}:${side}`, side }
    case 'customer':
      return { key: `api:customers.get:${side}`, side, canonical: 'customers.get' }
    case 'caller':
      return triggerPlace(at.trigger, at.client, 'output')
    case 'header':
      return headerPlace(at.trigger, at.client)
    case 'store':
      return { key: `node:${at.node}:input`, side, stores: to.field }
  }
}

function headerPlace(trigger: Trigger | undefined, client: string): EdgePlace | undefined {
  if (trigger?.type === 'operation') return { key: `headers:${trigger.operation}:output`, side: 'output' }
  return trigger?.type === 'http' ? { key: `headers:${client}/${trigger.path}:output`, side: 'output' } : undefined
}

/** A place with a path in it. */
export interface EdgeField {
  readonly place: EdgePlace
  readonly path: string
}

/** The field as people know it. */
export function fieldPlace({ place, path }: EdgeField): FieldPlace {
  if (place.canonical === undefined) return { kind: 'external', place: place.key, path }
  const { entity, path: below } = canonicalPlace(place.canonical, place.side, path)
  return { kind: 'canonical', place: entity, path: below }
}

/** The paths of entities that the field holds: what is done to it is done to them. */
export const entityPaths = ({ place, path }: EdgeField): string[] =>
  place.canonical === undefined ? [] : entitiesBelow(place.canonical, place.side, path).map((entity) => joinPath(path, entity.path))

/** Requests of the canonical model are checked: a field that it does not have never arrives. */
export function mayExist({ place, path }: EdgeField): boolean {
  if (place.canonical === undefined) return true
  const segments = pathSegments(path)
  return segments.every((name, index) => namesAt({ place, path: segments.slice(0, index).join('.') })?.includes(name) ?? true)
}

/** The names that an object of the canonical model has; nothing where any may be there. */
export function namesAt({ place, path }: EdgeField): string[] | undefined {
  const root = place.canonical === undefined ? undefined : canonicalSchema(place.canonical, place.side)
  const schema = root && schemaAt(root, path)
  const holder = schema?.items ?? schema
  return holder?.properties && holder.additionalProperties === false ? Object.keys(holder.properties) : undefined
}
