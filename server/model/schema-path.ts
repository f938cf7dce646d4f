import type { JsonSchema } from './json-schema.ts'

/** The schema at a dotted path (`customer.emails`). Empty: the schema itself; an array on the way stands for its elements. Undefined: not known. */
export function schemaAt(schema: JsonSchema, path: string): JsonSchema | undefined {
  const keys = path === '' || path === '$' ? [] : path.split('.')
  let here: JsonSchema | undefined = behindRef(schema, schema)
  for (const key of keys) {
    if (!/^[\w-]+$/.test(key)) return undefined
    const holder = here && (elementOf(here, schema) ?? here)
    const properties = holder && solid(holder, schema)?.properties
    here = properties && Object.hasOwn(properties, key) ? behindRef(properties[key], schema) : undefined
  }
  return here
}

/** The schema of an element of an array schema. `root` holds the `$defs`. */
export function elementOf(schema: JsonSchema | undefined, root: JsonSchema | undefined = schema): JsonSchema | undefined {
  const list = schema && root && solid(schema, root)
  return list?.items && root && behindRef(list.items, root)
}

/** The schema with further properties; what it was before stays where the keys differ. Without a schema: an object of anything with these properties. */
export function withKeys(schema: JsonSchema | undefined, keys: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const base = schema && solid(schema, schema)
  return {
    ...base,
    type: 'object',
    properties: { ...base?.properties, ...keys },
    ...(base?.properties === undefined && base?.additionalProperties === undefined && { additionalProperties: true }),
  }
}

/** Without references and without the alternative "null". */
function solid(schema: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  const here = behindRef(schema, root)
  const choices = (here?.anyOf ?? here?.oneOf)?.map((choice) => behindRef(choice, root)).filter((choice) => choice?.type !== 'null')
  return choices?.length === 1 ? choices[0] : here
}

function behindRef(schema: JsonSchema | undefined, root: JsonSchema): JsonSchema | undefined {
  let here = schema
  for (let hops = 0; here?.$ref !== undefined; hops++) {
    const name = here.$ref === '#' ? '' : here.$ref.replace(/^#\/\$defs\//, '')
    if (hops > 20 || (name !== '' && !(root.$defs && Object.hasOwn(root.$defs, name)))) return undefined
    here = name === '' ? root : root.$defs?.[name]
  }
  // A part of a schema that is taken out must keep the definitions it refers to.
  return here && root.$defs && here !== root && here.$defs === undefined ? { ...here, $defs: root.$defs } : here
}
