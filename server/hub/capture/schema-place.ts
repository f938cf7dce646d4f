import type { Pii } from '../../model/field-meta.ts'
import type { JsonSchema } from '../../model/json-schema.ts'

/** What a schema says of one value: `keep` it as it is, or replace it, one of `choices` by another. */
export interface Verdict {
  keep: boolean
  /** The tag of the field; undefined where it has none. */
  tag: Pii | undefined
  choices: readonly unknown[]
}

const MOST_HOPS = 64

/** A place in a document with everything that a schema may say of it, behind references and alternatives. Nothing: the place is unknown. */
export class SchemaPlace {
  private readonly root: JsonSchema
  readonly schemas: readonly JsonSchema[]

  private constructor(root: JsonSchema, schemas: readonly JsonSchema[]) {
    this.root = root
    this.schemas = schemas
  }

  static of(root: JsonSchema | undefined): SchemaPlace {
    return root ? new SchemaPlace(root, spread([root], root)) : new SchemaPlace({}, [])
  }

  /** Is the key named by the schema? */
  declares(key: string): boolean {
    return this.schemas.some(({ properties }) => properties && Object.hasOwn(properties, key))
  }

  child(key: string): SchemaPlace {
    return this.below(({ properties, additionalProperties }) => {
      if (properties && Object.hasOwn(properties, key)) return properties[key]
      return typeof additionalProperties === 'object' ? additionalProperties : undefined
    })
  }

  element(): SchemaPlace {
    return this.below(({ items }) => items)
  }

  /** A tag other than `none` wins; `none` holds for simple values of the listed choices, if there is a list. Without a tag only such choices stay. */
  verdict(value: unknown): Verdict {
    const tags = this.schemas.flatMap((schema) => (schema['x-pii'] === undefined ? [] : [schema['x-pii'] as Pii]))
    const tag = tags.find((each) => each !== 'none') ?? tags[0]
    const lists = this.schemas.flatMap((schema) => ('const' in schema ? [[schema.const]] : schema.enum ? [schema.enum] : []))
    const choices = lists.flat()
    const listed = choices.includes(value)
    return { keep: tag === undefined ? listed : tag === 'none' && (listed || lists.length === 0), tag, choices: listed ? choices : [] }
  }

  /** The most characters that a text may have here. */
  get maxLength(): number {
    return Math.min(...this.schemas.map((schema) => schema.maxLength ?? Number.POSITIVE_INFINITY))
  }

  /** Does a number stay within the bounds? */
  admits(value: number): boolean {
    return this.schemas.every(
      ({ minimum = value, maximum = value, exclusiveMinimum, exclusiveMaximum }) =>
        value >= minimum &&
        value <= maximum &&
        (exclusiveMinimum === undefined || value > exclusiveMinimum) &&
        (exclusiveMaximum === undefined || value < exclusiveMaximum),
    )
  }

  private below(step: (schema: JsonSchema) => JsonSchema | undefined): SchemaPlace {
    const found = this.schemas.map(step).filter((schema) => schema !== undefined)
    return new SchemaPlace(this.root, spread(found, this.root))
  }
}

/** The schemas with all their alternatives, each once. */
function spread(start: readonly JsonSchema[], root: JsonSchema): JsonSchema[] {
  const seen = new Set(start)
  for (const { $ref, anyOf = [], oneOf = [], allOf = [] } of seen) {
    const target = $ref === undefined ? undefined : behind($ref, root)
    for (const next of [...anyOf, ...oneOf, ...allOf, ...(target ? [target] : [])]) if (seen.size < MOST_HOPS) seen.add(next)
  }
  return [...seen]
}

function behind(ref: string, root: JsonSchema): JsonSchema | undefined {
  if (ref === '#') return root
  const name = ref.replace(/^#\/\$defs\//, '')
  return root.$defs && Object.hasOwn(root.$defs, name) ? root.$defs[name] : undefined
}
