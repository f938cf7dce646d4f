import { Draw } from './draw.ts'
import { FORMATS, maskReference } from './formats.ts'
import { maskText } from './mask.ts'
import type { Originals } from './originals.ts'

/** What the schema says of a text that is replaced. */
export interface TextRules {
  /** It is a reference. */
  reference: boolean
  maxLength: number
}

const FREE: TextRules = { reference: false, maxLength: Number.POSITIVE_INFINITY }
const ATTEMPTS = 48

/** Spaces and punctuation alone tell nothing, and cannot be told from one another. */
const TELLING = /[^\p{P}\p{Z}]/u

type Accept = (candidate: string) => boolean

/** Made-up values for those of one document: the same one for the same value, and another one for another as far as the format allows. */
export class Pseudonyms {
  private readonly key: Uint8Array
  private readonly originals: Originals
  private readonly known = new Map<string, string>()
  /** Which value a pseudonym stands for. */
  private readonly taken = new Map<string, string>()

  constructor(key: Uint8Array, originals: Originals) {
    this.key = key
    this.originals = originals
  }

  text(value: string, rules: TextRules = FREE): string {
    const known = this.known.get(value)
    if (known !== undefined && known.length <= rules.maxLength) return known
    if (!TELLING.test(value)) return value
    const made = this.make(value, rules, (candidate) => candidate.length <= rules.maxLength)
    return this.keep(value, made)
  }

  /** As many digits and decimals as before. */
  number(value: number, fits: (candidate: number) => boolean): number {
    const text = String(value)
    const accept: Accept = (candidate) => String(Number(candidate)) === candidate && fits(Number(candidate))
    const known = this.known.get(text)
    if (known !== undefined && accept(known)) return Number(known)
    const [digits = '', exponent] = text.split('e')
    if (exponent === undefined) return Number(this.keep(text, this.make(text, FREE, accept)))
    const raised = (candidate: string): number => Number(`${candidate}e${exponent}`)
    return raised(this.make(digits, FREE, (candidate) => Number.isFinite(raised(candidate)) && raised(candidate) !== value))
  }

  /** One of the other choices, if there are others. */
  choice(value: unknown, choices: readonly unknown[]): unknown {
    const others = choices.filter((choice) => choice !== value)
    return others.length === 0 ? value : others[new Draw(this.key, String(value)).below(others.length)]
  }

  private keep(value: string, pseudonym: string): string {
    this.known.set(value, pseudonym)
    if (!this.taken.has(pseudonym)) this.taken.set(pseudonym, value)
    return pseudonym
  }

  /** Wishes that cannot be met are given up one by one: first that no other value has the pseudonym, then the format, last the chance likeness to another value. */
  private make(value: string, rules: TextRules, accept: Accept): string {
    const free: Accept = (candidate) => (this.taken.get(candidate) ?? value) === value
    const clean: Accept = (candidate) => candidate !== value && !this.originals.areIn(candidate)
    const draw = new Draw(this.key, value)
    const formatted = (): string => maskFormatted(value, rules, draw)
    const plain = (): string => maskText(value, draw)
    return (
      firstOf(formatted, (candidate) => accept(candidate) && clean(candidate) && free(candidate)) ??
      firstOf(formatted, (candidate) => accept(candidate) && clean(candidate)) ??
      firstOf(plain, (candidate) => accept(candidate) && clean(candidate)) ??
      firstOf(plain, clean) ??
      firstOf(plain, (candidate) => candidate !== value) ??
      plain()
    )
  }
}

/** The first of some candidates that is accepted. */
function firstOf(make: () => string, accept: Accept): string | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const candidate = make()
    if (accept(candidate)) return candidate
  }
  return undefined
}

/** In the format that the text has. */
function maskFormatted(value: string, { reference }: TextRules, draw: Draw): string {
  const referred = maskReference(value, reference, draw)
  if (referred !== undefined) return referred
  for (const format of FORMATS) {
    const made = format(value, draw)
    if (made !== undefined) return made
  }
  return value
}
