import type { Emission } from '../contract.ts'
import type { FixedPort, NodeSpec } from '../../model/node-spec.ts'

type Facts = Pick<NodeSpec, 'input' | 'canFail' | 'trigger' | 'fans' | 'gathers' | 'ends'>

/** The facts of an ordinary kind: gets a message, may fail, and hands on. */
export const STEP: Facts = { input: true, canFail: true, trigger: false, fans: false, gathers: false, ends: false }

/** The facts of a kind that starts a run. */
export const TRIGGER: Facts = { input: false, canFail: false, trigger: true, fans: false, gathers: false, ends: false }

/** The one port of kinds that have one. */
export const OUT: FixedPort = { id: 'out', title: 'out' }

/** What a node that ends a path sends. */
export const NOTHING: readonly Emission[] = []
