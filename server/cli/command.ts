import { parseArgs } from 'node:util'

export interface TestCommand {
  name: 'test'
  folder: string
  /** File for the report in the format of JUnit. */
  junit: string | undefined
  /** Ids of flows; empty: all. */
  only: readonly string[]
  /** Connector by connection. */
  connections: ReadonlyMap<string, string>
}

export interface TestConnectorCommand {
  name: 'test-connector'
  folder: string
}

export type Command = TestCommand | TestConnectorCommand | { name: 'help' } | { name: 'version' } | { name: 'wrong'; reason: string }

export const USAGE = `Usage: patchbay test <folder> [options]
       patchbay test connector <folder>

Runs the cases of the flows in a folder: <id>.json with <id>.cases.json beside it.
Nothing is called: every answer of a system stands in the case.

test connector: replays the conversations in exchanges.json of a connector
against its connector.json, and says which ones are missing.

Options:
  --only <flow>                     Only this flow; may be given several times.
  --connection <id>=<connector>     The connector of a connection, where the two have different names.
  --junit <file>                    Writes a report in the format of JUnit.
  -h, --help                        Shows this text.
  -v, --version                     Shows the version.

Environment:
  PATCHBAY_CONNECTORS               Folders with further connectors, separated by commas.

Exit code: 0 all passed, 1 a case failed or a flow has an error, 2 wrong usage or files that cannot be read.
`

/** Reads the arguments of the command line. */
export function readCommand(args: readonly string[]): Command {
  try {
    return read(args)
  } catch (error) {
    return { name: 'wrong', reason: error instanceof Error ? error.message : 'The arguments cannot be read.' }
  }
}

function read(args: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
      junit: { type: 'string' },
      only: { type: 'string', multiple: true },
      connection: { type: 'string', multiple: true },
    },
  })
  if (values.help) return { name: 'help' }
  if (values.version) return { name: 'version' }
  const [name, folder, ...more] = positionals
  if (name === 'test' && folder === 'connector' && more.length > 0) return readConnectorTest(more, values)
  if (name === undefined) return { name: 'wrong', reason: 'A command is missing.' }
  if (name !== 'test') return { name: 'wrong', reason: `There is no command "${name}".` }
  if (folder === undefined) return { name: 'wrong', reason: 'The folder with the flows is missing.' }
  if (more.length > 0) return { name: 'wrong', reason: 'One folder can be tested at a time.' }
  const pairs = (values.connection ?? []).map((text) => /^([^=]+)=([^=]+)$/.exec(text))
  if (pairs.includes(null)) return { name: 'wrong', reason: '--connection wants <id>=<connector>.' }
  const connections = new Map(pairs.map((pair) => [pair![1]!, pair![2]!]))
  return { name, folder, junit: values.junit, only: values.only ?? [], connections }
}

function readConnectorTest([folder = '', ...more]: readonly string[], options: object): Command {
  if (more.length > 0) return { name: 'wrong', reason: 'One connector can be tested at a time.' }
  if (Object.keys(options).length > 0) return { name: 'wrong', reason: 'The test of a connector has no options.' }
  return { name: 'test-connector', folder }
}
