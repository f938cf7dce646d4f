import type { FlowRuntime } from '../flow/contract.ts'

type Writes = Awaited<ReturnType<FlowRuntime['writes']>>

const MOST = 1000

/** The writing nodes of flow versions, remembered: versions never change while their flow exists. */
export class FlowWrites {
  private readonly runtime: Pick<FlowRuntime, 'writes'>
  private readonly known = new Map<string, Promise<Writes>>()

  constructor(runtime: Pick<FlowRuntime, 'writes'>) {
    this.runtime = runtime
  }

  of(flow: string, version: number): Promise<Writes> {
    const key = `${flow}@${version}`
    const known = this.known.get(key)
    if (known) return known
    if (this.known.size >= MOST) this.known.clear()
    const found = this.runtime.writes(flow, version)
    this.known.set(key, found)
    found.catch(() => this.known.delete(key))
    return found
  }

  /** A flow was published or deleted. */
  forget(): void {
    this.known.clear()
  }
}
