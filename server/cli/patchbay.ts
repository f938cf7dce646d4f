import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { loadConnectors } from '../connect/load-connectors.ts'
import type { Connector } from '../model/connector.ts'
import type { Flow } from '../model/flow.ts'
import { readCommand, USAGE, type TestCommand } from './command.ts'
import { junitReport } from './junit.ts'
import { createPaint } from './paint.ts'
import { readFlowFolder } from './read-flow-folder.ts'
import type { FileFault } from './read-json-file.ts'
import { type FlowTest, hasPassed, runFlowTests } from './run-flow-tests.ts'
import { connectorLines, isWhole, testConnector } from './test-connector.ts'
import { reportLines, summaryLine } from './test-report.ts'

/** What the command line reaches of its surroundings. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  colours: boolean
  /** Folder with package.json and connectors/. */
  home: string
  version: string
  /** Folders with further connectors. */
  connectors: readonly string[]
}

const PASSED = 0
const FAILED = 1
const UNUSABLE = 2

/** Runs a command of the command line; resolves to the exit code. */
export async function runPatchbay(args: readonly string[], terminal: Terminal): Promise<number> {
  const command = readCommand(args)
  if (command.name === 'test') return runTest(command, terminal)
  if (command.name === 'test-connector') return runConnectorTest(command.folder, terminal)
  if (command.name === 'wrong') {
    terminal.err(`patchbay: ${command.reason}\n\n${USAGE}`)
    return UNUSABLE
  }
  terminal.out(command.name === 'help' ? USAGE : `${terminal.version}\n`)
  return PASSED
}

async function runTest(command: TestCommand, terminal: Terminal): Promise<number> {
  const { flows, faults } = await readFlowFolder(command.folder)
  const connectors = await readConnectors(terminal)
  const chosen = command.only.length === 0 ? flows : flows.filter(({ id }) => command.only.includes(id))
  const all = [...faults, ...connectors.faults, ...(faults.length + connectors.faults.length > 0 ? [] : wrongNames(command, flows, connectors.found))]
  if (all.length > 0) {
    terminal.err(all.map(faultText).join(''))
    return UNUSABLE
  }
  const paint = createPaint(terminal.colours)
  const done = (test: FlowTest): void => terminal.out(`${reportLines(test, paint).join('\n')}\n`)
  const tests = await runFlowTests(chosen, { connectors: connectors.found, connections: command.connections, done })
  if (tests.some(({ errors }) => errors.some(({ code }) => code === 'operation.unknown')))
    terminal.out('A connection is taken to be the connector of the same id. Where it is another one: --connection <id>=<connector>\n\n')
  const passed = tests.every(hasPassed)
  terminal.out(`${(passed ? paint.good : paint.bad)(summaryLine(tests))}\n`)
  return (await writeReport(command, tests, terminal)) ? (passed ? PASSED : FAILED) : UNUSABLE
}

async function runConnectorTest(folder: string, { out, err, colours }: Terminal): Promise<number> {
  const tested = await testConnector(folder)
  if ('faults' in tested) {
    err(tested.faults.map(faultText).join(''))
    return UNUSABLE
  }
  out(`${connectorLines(tested.connector, tested.report, createPaint(colours)).join('\n')}\n`)
  return isWhole(tested.report) ? PASSED : FAILED
}

async function readConnectors({ home, connectors }: Terminal): Promise<{ found: ReadonlyMap<string, Connector>; faults: FileFault[] }> {
  try {
    return { found: await loadConnectors([join(home, 'connectors'), ...connectors]), faults: [] }
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'cannot be read'
    return { found: new Map(), faults: [{ file: 'connectors', place: '', reason, remedy: 'Correct the connector, or PATCHBAY_CONNECTORS.' }] }
  }
}

/** Names in the arguments that stand for nothing. */
function wrongNames({ folder, only, connections }: TestCommand, flows: readonly Flow[], connectors: ReadonlyMap<string, Connector>): FileFault[] {
  const fault = (place: string, reason: string, remedy: string): FileFault => ({ file: folder, place, reason, remedy })
  const ids = flows.map(({ id }) => id)
  return [
    ...(flows.length === 0 ? [fault('', 'holds no flows', 'Name a folder with files such as orders.json.')] : []),
    ...only.filter((id) => !ids.includes(id)).map((id) => fault('--only', `there is no flow "${id}"`, `There are: ${ids.join(', ') || 'none'}.`)),
    ...[...connections.values()]
      .filter((id) => !connectors.has(id))
      .map((id) => fault('--connection', `there is no connector "${id}"`, `There are: ${[...connectors.keys()].toSorted().join(', ')}.`)),
  ]
}

const faultText = ({ file, place, reason, remedy }: FileFault): string => `patchbay: ${file}${place && `: ${place}`}: ${reason}\n  ${remedy}\n`

async function writeReport({ junit }: TestCommand, tests: readonly FlowTest[], { err }: Terminal): Promise<boolean> {
  if (junit === undefined) return true
  const file = resolve(junit)
  try {
    await writeFile(file, junitReport(tests))
    return true
  } catch (error) {
    const reason = `cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`
    err(faultText({ file, place: '', reason, remedy: 'Name a file in a folder that exists.' }))
    return false
  }
}
