import { type Client, ClientCrm } from '../../../../server/model/client.ts'

const NO_CRM = ClientCrm.parse({})

/** How the customers of a client live; not enabled where nothing was said. */
export const crmOf = ({ crm }: Client): ClientCrm => crm ?? NO_CRM
