/** Only these fields of a customer, and the reference. */
export function cutToFields(customer: unknown, fields: readonly string[]): unknown {
  const all = customer as Readonly<Record<string, unknown>>
  return Object.fromEntries(['ref', ...fields].filter((name) => Object.hasOwn(all, name)).map((name) => [name, all[name]]))
}
