import { startSandboxCrm } from '../../server/sandbox/sandbox-crm.ts'

/** The sandbox CRM in a process of its own, as fast as it can. Prints its port. */
const { url } = await startSandboxCrm({ port: 0, perSecond: 1e9 })
process.send?.({ port: Number(new URL(url).port) })
process.on('disconnect', () => process.exit())
