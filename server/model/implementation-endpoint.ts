import { z } from 'zod'
import { ConnectionView } from './connection.ts'
import { endpoint, Done, type Endpoint } from './endpoint-kind.ts'
import { ConfigurationPackage, Implementation, ImplementationComparison } from './implementation.ts'
import { SelectorDescription } from './selector.ts'

/** An implementation with the revision that a later save must name, and its connection: which credentials are set, never their values. */
export const ImplementationView = z.strictObject({
  revision: z.int(),
  value: Implementation,
  connection: ConnectionView.nullable(),
  /** Versions that can be restored, newest first. */
  versions: z.array(z.int()),
})
export type ImplementationView = z.infer<typeof ImplementationView>

const save = z.strictObject({ revision: z.int(), value: Implementation, confirm: z.boolean().default(false) })

/** Implementations of clients. A structural change without `confirm` is refused with `implementation.unconfirmed`. */
export const IMPLEMENTATION_ENDPOINTS = {
  'implementations.list': endpoint({
    method: 'get',
    path: '/api/implementations',
    title: 'List implementations',
    role: 'viewer',
    response: z.array(ImplementationView),
  }),
  'implementations.read': endpoint({
    method: 'get',
    path: '/api/implementations/{id}',
    title: 'Read an implementation',
    role: 'viewer',
    response: ImplementationView,
  }),
  'implementations.create': endpoint({
    method: 'post',
    path: '/api/implementations',
    title: 'Create an implementation',
    role: 'integrator',
    body: Implementation,
    response: ImplementationView,
  }),
  'implementations.save': endpoint({
    method: 'put',
    path: '/api/implementations/{id}',
    title: 'Change an implementation; a structural change needs a confirmation',
    role: 'integrator',
    body: save,
    response: ImplementationView,
  }),
  'implementations.compare': endpoint({
    method: 'post',
    path: '/api/implementations/{id}/compare',
    title: 'What a change would be and touch; changes nothing',
    role: 'viewer',
    body: Implementation,
    response: ImplementationComparison,
  }),
  'implementations.delete': endpoint({
    method: 'delete',
    path: '/api/implementations/{id}',
    title: 'Delete an implementation that no client uses',
    role: 'integrator',
    response: Done,
  }),
  'implementations.version': endpoint({
    method: 'get',
    path: '/api/implementations/{id}/versions/{version}',
    title: 'Read an earlier version',
    role: 'viewer',
    response: Implementation,
  }),
  'implementations.restore': endpoint({
    method: 'post',
    path: '/api/implementations/{id}/restore',
    title: 'Make an earlier version the newest',
    role: 'integrator',
    body: z.strictObject({ revision: z.int(), version: z.int(), confirm: z.boolean().default(false) }),
    response: ImplementationView,
  }),
  'implementations.export': endpoint({
    method: 'get',
    path: '/api/implementations/{id}/package',
    title: 'The configuration as a package',
    role: 'viewer',
    query: z.strictObject({ version: z.string().optional().describe('Of the package; left out: that of the package it came from, or 1.0.0.') }),
    response: ConfigurationPackage,
  }),
  'implementations.apply': endpoint({
    method: 'post',
    path: '/api/implementations/{id}/package',
    title: 'Apply a package; the same once more changes nothing',
    role: 'integrator',
    body: z.strictObject({ revision: z.int(), package: ConfigurationPackage, confirm: z.boolean().default(false) }),
    response: ImplementationView,
  }),
  'implementations.preview': endpoint({
    method: 'post',
    path: '/api/implementations/{id}/preview',
    title: 'The selector as callers would see it; changes nothing',
    role: 'viewer',
    body: z.strictObject({ value: Implementation, language: z.string().max(35).default('en') }),
    response: SelectorDescription,
  }),
} as const satisfies Record<string, Endpoint>
