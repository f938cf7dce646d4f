import { resolve } from 'node:path'
import { z } from 'zod'
import type { RestateAddresses } from './engine/restate/options.ts'
import { isLoopback, readRestate, RestateEnvironment } from './restate-settings.ts'

const port = z.coerce.number('must be a number').int('must be a whole number').min(0, 'must be 0 to 65535').max(65_535, 'must be 0 to 65535')
const level = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'must be trace, debug, info, warn, error, fatal or silent')
const onOff = z.enum(['on', 'off'], 'must be on or off')

/** Without slashes at its end. */
const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).transform((url) => url.replace(/\/+$/, ''))

/** Every environment variable that Patchbay reads. */
const Environment = z.object({
  PATCHBAY_HOST: z.string().min(1).default('127.0.0.1'),
  PATCHBAY_PORT: port.default(4870),
  PATCHBAY_DATA: z.string().min(1).default('data'),
  PATCHBAY_SANDBOX: onOff.optional(),
  PATCHBAY_CONNECTORS: z.string().default(''),
  PATCHBAY_EDITOR_DIR: z.string().min(1).optional(),
  PATCHBAY_LOG: level.default('info'),
  PATCHBAY_KEY: z.string().min(1).optional(),
  PATCHBAY_BODY_LIMIT: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1000, 'must be 1000 to 100000000')
    .max(100_000_000, 'must be 1000 to 100000000')
    .default(1_048_576),
  PATCHBAY_PROXIES: z.coerce.number('must be a number').int('must be a whole number').min(0, 'must be 0 to 10').max(10, 'must be 0 to 10').default(0),
  PATCHBAY_METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,}$/, 'must have at least 16 characters and no spaces')
    .optional(),
  PATCHBAY_URL: webAddress.optional(),
  PATCHBAY_DATABASE: z.url({ protocol: /^postgres(ql)?$/, error: 'must be an address such as postgres://user:password@host:5432/database' }).optional(),
  PATCHBAY_ENGINE: z.enum(['embedded', 'restate'], 'must be embedded or restate').default('embedded'),
  ...RestateEnvironment.shape,
  PATCHBAY_MOST_AT_WORK: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be 1 to 100000')
    .max(100_000, 'must be 1 to 100000')
    .default(1000),
  PATCHBAY_MOST_QUEUED: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be 1 to 10000000')
    .max(10_000_000, 'must be 1 to 10000000')
    .default(200_000),
  PATCHBAY_LEAST_CUSTOMERS: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be 1 to 1000')
    .max(1000, 'must be 1 to 1000')
    .default(5),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: webAddress.optional(),
  OTEL_SERVICE_NAME: z.string().default('patchbay'),
  OTEL_SDK_DISABLED: z.string().optional(),
  PATCHBAY_SHADOW: z.coerce.number('must be a number').min(0, 'must be 0 to 1').max(1, 'must be 0 to 1').default(0),
})

/** What a server is started with. */
export interface Settings {
  host: string
  /** 0 takes any free port. */
  port: number
  dataDir: string
  /** Start the built-in sandbox systems. Left out of the environment: where there is no database, since others would not reach them. */
  sandbox: boolean
  /** Folders with further connectors. */
  connectors: readonly string[]
  /** Folder of the built editor; left out: the one beside the built server. */
  editorFolder: string | undefined
  log: z.infer<typeof level>
  /** The workspace key as text; left out: the key file in the data folder. */
  key: string | undefined
  /** Largest body of a caller, in bytes. */
  bodyLimit: number
  /** Number of trusted proxies in front. */
  proxies: number
  /** Opens the metrics to other machines; left out: they are for this one only. */
  metricsToken: string | undefined
  /** Address of the editor as people reach it, for links in alerts; left out: where it listens. */
  url: string | undefined
  /** Where traces of runs are sent by OTLP, and under what name; left out: nowhere. */
  traces: { url: string; service: string } | undefined
  /** Address of the PostgreSQL database that servers share; left out: everything is in the data folder. */
  database: string | undefined
  /** The Restate cluster that delivers accepted documents; left out: this process does. */
  restate: RestateAddresses | undefined
  /** Requests of callers that may be at work at the same time. */
  mostAtWork: number
  /** Accepted documents that may wait to be delivered; each client may have half of them. */
  mostQueued: number
  /** Cells of summaries with fewer customers are shown to administrators only. */
  leastCustomers: number
  /** Which part of the compiled evaluations is repeated by the library to compare, 0 to 1. */
  shadow: number
}

/** Settings from the environment. Throws an Error that names every wrong variable and what it must be. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  // An empty variable counts as one that is not set.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const read = Environment.superRefine(checkTogether).safeParse(given)
  if (!read.success) throw new Error(read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('\n'))
  const values = read.data
  return {
    host: values.PATCHBAY_HOST,
    port: values.PATCHBAY_PORT,
    dataDir: resolve(values.PATCHBAY_DATA),
    sandbox: (values.PATCHBAY_SANDBOX ?? (values.PATCHBAY_DATABASE === undefined ? 'on' : 'off')) === 'on',
    connectors: values.PATCHBAY_CONNECTORS.split(',')
      .map((folder) => folder.trim())
      .filter(Boolean)
      .map((folder) => resolve(folder)),
    editorFolder: values.PATCHBAY_EDITOR_DIR === undefined ? undefined : resolve(values.PATCHBAY_EDITOR_DIR),
    log: values.PATCHBAY_LOG,
    key: values.PATCHBAY_KEY,
    bodyLimit: values.PATCHBAY_BODY_LIMIT,
    proxies: values.PATCHBAY_PROXIES,
    metricsToken: values.PATCHBAY_METRICS_TOKEN,
    url: values.PATCHBAY_URL,
    traces: tracesOf(values),
    database: values.PATCHBAY_DATABASE,
    restate: values.PATCHBAY_ENGINE === 'restate' ? readRestate(values) : undefined,
    mostAtWork: values.PATCHBAY_MOST_AT_WORK,
    mostQueued: values.PATCHBAY_MOST_QUEUED,
    leastCustomers: values.PATCHBAY_LEAST_CUSTOMERS,
    shadow: values.PATCHBAY_SHADOW,
  }
}

/** The address for traces counts as it is; the common one gets the path that the standard names. */
function tracesOf(values: z.output<typeof Environment>): Settings['traces'] {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own, OTEL_EXPORTER_OTLP_ENDPOINT: common, OTEL_SERVICE_NAME: service } = values
  const url = own ?? (common === undefined ? undefined : `${common}/v1/traces`)
  return url === undefined || values.OTEL_SDK_DISABLED?.toLowerCase() === 'true' ? undefined : { url, service }
}

/** What one variable asks of others. */
function checkTogether(values: z.infer<typeof Environment>, { addIssue }: z.RefinementCtx): void {
  const need = (name: keyof typeof values, why: string): void => {
    if (values[name] === undefined) addIssue({ code: 'custom', path: [name], message: `must be set with ${why}` })
  }
  if (values.PATCHBAY_DATABASE !== undefined) need('PATCHBAY_KEY', 'PATCHBAY_DATABASE, since all servers of a database must have the same workspace key')
  if (values.PATCHBAY_ENGINE !== 'restate') return
  for (const name of ['PATCHBAY_DATABASE', 'PATCHBAY_RESTATE_INGRESS', 'PATCHBAY_RESTATE_ADMIN'] as const) need(name, 'PATCHBAY_ENGINE=restate')
  if (isLoopback(values.PATCHBAY_RESTATE_LISTEN.host)) return
  need('PATCHBAY_RESTATE_ENDPOINT', 'a PATCHBAY_RESTATE_LISTEN that is not on loopback: it is where Restate calls the servers')
  need('PATCHBAY_RESTATE_IDENTITY', 'a PATCHBAY_RESTATE_LISTEN that is not on loopback: calls that Restate has not signed are refused')
}
