import type { Flow, Sample } from '../../server/model/flow.ts'
import type { Change } from './change.ts'
import { freshId, freshName, idOf } from './fresh-name.ts'

/** A new sample with an id and a name of its own, not yet part of the flow. */
export function newSample(flow: Flow, wanted: Omit<Sample, 'id'>): Sample {
  const name = freshName(new Set(flow.samples.map((sample) => sample.name)), wanted.name)
  return { ...wanted, id: freshId(new Set(flow.samples.map((sample) => sample.id)), idOf(name, 'sample')), name }
}

export const addSample = (flow: Flow, sample: Sample): Change => ({ type: 'set-samples', samples: [...flow.samples, sample] })

export const editSample = (flow: Flow, sample: Sample): Change => ({
  type: 'set-samples',
  samples: flow.samples.map((each) => (each.id === sample.id ? sample : each)),
})

export const removeSample = (flow: Flow, id: string): Change => ({ type: 'set-samples', samples: flow.samples.filter((each) => each.id !== id) })
