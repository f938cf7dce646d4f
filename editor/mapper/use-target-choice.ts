import { useMemo, useState } from 'react'
import { choose, type Choice, type ChoiceMode, NO_CHOICE } from './target-selection.ts'
import type { TreeState } from './use-tree.ts'

export interface TargetChoice {
  /** Chosen target fields; the active one when no others are. */
  chosen: ReadonlySet<string>
  choose(key: string, mode: ChoiceMode): void
  /** Chooses all these at once; the first one becomes active. */
  chooseAll(keys: readonly string[]): void
}

/** Several target fields at once. Making another field active, by whatever way, ends the choice. */
export function useTargetChoice(tree: TreeState): TargetChoice {
  const [choice, setChoice] = useState<Choice>(NO_CHOICE)
  const { active } = tree
  const holds = choice.last === active
  const chosen = useMemo(() => (holds && choice.keys.size > 0 ? choice.keys : new Set(active === undefined ? [] : [active])), [holds, choice.keys, active])
  return {
    chosen,
    choose: (key, mode) => {
      const before: Choice = holds ? choice : { anchor: active, last: active, keys: chosen }
      const shown = tree.items.map(({ field }) => field.key)
      setChoice(choose(before, shown, { key, mode }))
      tree.setActive(key)
    },
    chooseAll: (keys) => {
      const first = keys[0]
      if (first === undefined) return
      setChoice({ anchor: first, last: first, keys: new Set(keys) })
      tree.reveal(first)
    },
  }
}
