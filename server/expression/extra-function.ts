/** A function that Patchbay adds to JSONata. */
export interface ExtraFunction {
  readonly name: string
  /** JSONata signature: types of the arguments (`s` string, `n` number) and of the result. Every argument may be missing. */
  readonly signature: string
  readonly parameters: readonly string[]
  readonly description: string
  readonly example: { readonly text: string; readonly result: unknown }
  /** Self-contained, without inner functions: its source text also runs in the sandbox process. */
  readonly run: (...args: readonly unknown[]) => unknown
  /** Functions that `run` calls by name; they stand beside it in its file, and their source texts go with it. */
  readonly uses?: readonly ((...args: readonly never[]) => unknown)[]
}
