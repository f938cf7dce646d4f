import type { RowFill } from '../../server/model/fill.ts'

const whole = new Intl.NumberFormat('en')

/** A count as text. */
export const countText = (count: number): string => whole.format(count)

export interface FillWords {
  /** `98 %` of the times the row ran; `never` when it gave nothing at all. */
  figure: string
  /** The counts in words. */
  words: string
  /** It never gave a value though it ran often, or failed. */
  never: boolean
}

/** After so many times it is no accident that there was nothing. */
const OFTEN = 20

/** How often a row gave a value; `undefined` for a row that never ran. */
export function fillWords({ filled, missing, failed }: RowFill, version: number): FillWords | undefined {
  const all = filled + missing + failed
  if (all === 0) return undefined
  // Neither rounded up to all nor down to none: both would hide what matters.
  const percent = Math.min(filled < all ? 99 : 100, Math.max(filled > 0 ? 1 : 0, Math.round((filled / all) * 100)))
  const parts = [`${countText(filled)} filled`, missing > 0 ? `${countText(missing)} missing` : '', failed > 0 ? `${countText(failed)} failed` : '']
  return {
    figure: filled === 0 ? 'never' : `${percent} %`,
    words: `${parts.filter((part) => part !== '').join(', ')} in version ${version}`,
    never: filled === 0 && (failed > 0 || all >= OFTEN),
  }
}
