/** Vendure's own API, spoken directly, for what has to be there before a test. */
export async function openVendure(
  url: string,
  user: string,
  password: string,
): Promise<(query: string, variables?: object) => Promise<Record<string, unknown>>> {
  let token: string | undefined
  const ask = async (query: string, variables: object = {}): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const response = await fetch(`${url}/admin-api`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
    token ??= response.headers.get('vendure-auth-token') ?? undefined
    const { data, errors } = (await response.json()) as { data: Record<string, unknown>; errors?: unknown }
    if (errors) throw new Error(`${query}: ${JSON.stringify(errors)}`)
    return data
  }
  await ask('mutation($user:String!,$password:String!){login(username:$user,password:$password){__typename}}', { user, password })
  return ask
}

/** The groups that categories stand for. */
export async function needGroups(ask: Awaited<ReturnType<typeof openVendure>>, names: readonly string[]): Promise<void> {
  const { customerGroups } = (await ask('{customerGroups(options:{take:100}){items{name}}}')) as { customerGroups: { items: { name: string }[] } }
  const known = new Set(customerGroups.items.map(({ name }) => name))
  for (const name of names) if (!known.has(name)) await ask('mutation($name:String!){createCustomerGroup(input:{name:$name}){id}}', { name })
}
