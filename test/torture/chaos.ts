import { wait } from './load.ts'
import { pick } from './random.ts'
import type { SystemFault, TortureSystem } from './system.ts'
import type { Target, TargetMode } from './target.ts'

/** So many of the faults are the target's, the rest the system's own. */
const TARGET_SHARE = 0.4
const TARGET_MODES: readonly TargetMode[] = ['well', 'down', 'slow', 'flapping', 'drop', 'reset', 'busy']

/** Lets one thing after the other go wrong until the time is over; gives back how often what went wrong. */
export async function runChaos(
  system: TortureSystem,
  target: Target,
  { until, random }: { until: number; random: () => number },
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  while (Date.now() < until) {
    const fault = random() < TARGET_SHARE ? targetFault(target, random) : pick(system.faults, random)
    counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1)
    await fault.run(random)
    await wait(300 + random() * 2_500)
  }
  target.mode = 'well'
  await system.heal()
  return counts
}

/** Goes on by itself while other things go wrong. */
function targetFault(target: Target, random: () => number): SystemFault {
  const mode = pick(TARGET_MODES, random)
  return {
    name: `target ${mode}`,
    run: async () => {
      target.mode = mode
    },
  }
}
