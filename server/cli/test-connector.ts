import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { loadConnector } from '../connect/load-connectors.ts'
import { createExpressions } from '../expression/expressions.ts'
import { type Connector, Exchange } from '../model/connector.ts'
import { checkConnector, type ConnectorReport, type ExchangeResult } from './check-connector.ts'
import { type FileFault, readJsonFile } from './read-json-file.ts'
import type { Paint } from './paint.ts'
import { differenceLines } from './test-report.ts'

/** Replays `exchanges.json` of the connector in a folder against its `connector.json`. */
export async function testConnector(folder: string): Promise<{ connector: Connector; report: ConnectorReport } | { faults: FileFault[] }> {
  const whole = resolve(folder)
  const connector = await read(whole)
  const exchanges = await readJsonFile(join(whole, 'exchanges.json'), z.array(Exchange))
  const faults = [...('faults' in connector ? connector.faults : []), ...('faults' in exchanges ? exchanges.faults : [])]
  if (!('value' in connector) || !('value' in exchanges)) return { faults }
  const expressions = createExpressions()
  try {
    return { connector: connector.value, report: await checkConnector(connector.value, exchanges.value, expressions) }
  } finally {
    await expressions.close()
  }
}

async function read(folder: string): Promise<{ value: Connector } | { faults: FileFault[] }> {
  try {
    return { value: await loadConnector(dirname(folder), basename(folder)) }
  } catch (error) {
    const file = join(folder, 'connector.json')
    const reason = error instanceof Error ? error.message.replace(`${file}: `, '') : 'cannot be read'
    return { faults: [{ file, place: '', reason, remedy: 'Correct the document, or name a folder with connector.json and exchanges.json.' }] }
  }
}

/** Did every exchange pass, and does none lack? */
export const isWhole = ({ gaps, results }: ConnectorReport): boolean => gaps.length === 0 && results.every(({ differences }) => differences.length === 0)

/** The test of a connector as lines for people. */
export function connectorLines({ id, name }: Connector, { gaps, results }: ConnectorReport, paint: Paint): string[] {
  const failed = results.filter(({ differences }) => differences.length > 0).length
  const summary = `${results.length} exchanges, ${results.length - failed} passed, ${failed} failed${gaps.length > 0 ? `, ${gaps.length} missing` : ''}`
  const good = failed + gaps.length === 0
  return [
    `${paint.strong(id)}  ${name}`,
    ...results.flatMap((result) => resultLines(result, paint)),
    ...gaps.map((gap) => `  ${paint.bad('MISSING')} ${gap}`),
    '',
    (good ? paint.good : paint.bad)(summary),
  ]
}

function resultLines({ title, differences, detail }: ExchangeResult, paint: Paint): string[] {
  if (differences.length === 0) return [`  ${paint.good('pass')} ${title}`]
  const ended = detail === undefined ? [] : [`ended with: ${detail}`]
  return [`  ${paint.bad('FAIL')} ${title}`, ...[...ended, ...differences.flatMap(differenceLines)].map((line) => `       ${line}`)]
}
