/** A party, a sale or an invoice as Tryton's own API gives it. */
export type TrytonRecord = Record<string, unknown>

export interface TrytonClient {
  read(model: string, ids: readonly number[], fields: readonly string[]): Promise<TrytonRecord[]>
  search(model: string, domain: unknown, fields: readonly string[]): Promise<TrytonRecord[]>
  create(model: string, records: readonly object[]): Promise<void>
}

async function request(url: string, authorization: string | undefined, call: { method: string; params: unknown[] }): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ id: 1, ...call }) })
  const answer = (await response.json()) as { result?: unknown; error?: unknown }
  if (answer.error) throw new Error(`${call.method}: ${JSON.stringify(answer.error)}`)
  return answer.result
}

/** Tryton's own JSON-RPC, spoken directly, to read back what arrived there. */
export async function openTryton(url: string, user: string, password: string): Promise<TrytonClient> {
  const [id, token] = (await request(url, undefined, { method: 'common.db.login', params: [user, { password }, 'en'] })) as [number, string]
  const authorization = `Session ${Buffer.from(`${user}:${id}:${token}`).toString('base64')}`
  return {
    read: async (model, ids, fields) => (await request(url, authorization, { method: `model.${model}.read`, params: [ids, fields, {}] })) as TrytonRecord[],
    search: async (model, domain, fields) =>
      (await request(url, authorization, { method: `model.${model}.search_read`, params: [domain, 0, 10, null, fields, {}] })) as TrytonRecord[],
    create: async (model, records) => void (await request(url, authorization, { method: `model.${model}.create`, params: [records, {}] })),
  }
}
