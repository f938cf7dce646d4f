import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CaseFile } from '../model/case.ts'
import { Flow } from '../model/flow.ts'
import { joinCases } from '../model/join-cases.ts'
import { type FileFault, readJsonFile } from './read-json-file.ts'

export interface FlowFolder {
  /** Each with its cases, by name of the file. */
  flows: Flow[]
  faults: FileFault[]
}

const FLOW = '.json'
const CASES = '.cases.json'

/** Reads `<id>.json` and, beside it, `<id>.cases.json`. Never rejects: all files that cannot be used are told. */
export async function readFlowFolder(folder: string): Promise<FlowFolder> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => error)
  if (names instanceof Error)
    return {
      flows: [],
      faults: [{ file: folder, place: '', reason: `cannot be read (${names.code ?? 'unknown reason'})`, remedy: 'Name a folder that holds flows.' }],
    }
  const ids = names.filter((name) => name.endsWith(FLOW) && !name.endsWith(CASES)).map((name) => name.slice(0, -FLOW.length))
  const read: FlowFolder = { flows: [], faults: orphans(folder, names, ids) }
  for (const id of ids.toSorted()) {
    const { flows, faults } = await readFlow(folder, id, names.includes(id + CASES))
    read.flows.push(...flows)
    read.faults.push(...faults)
  }
  return read
}

async function readFlow(folder: string, id: string, hasCases: boolean): Promise<FlowFolder> {
  const file = join(folder, id + FLOW)
  const caseFile = join(folder, id + CASES)
  const flow = await readJsonFile(file, Flow)
  const cases = hasCases ? await readJsonFile(caseFile, CaseFile) : { value: { cases: [] } }
  const faults = [...('faults' in flow ? flow.faults : []), ...('faults' in cases ? cases.faults : [])]
  if (!('value' in flow) || !('value' in cases)) return { flows: [], faults }
  if (flow.value.id !== id) faults.push({ file, place: 'id', reason: 'is not the name of the file', remedy: `Write "${id}", or rename the file.` })
  const joined = joinCases(flow.value, hasCases ? cases.value.cases : undefined)
  faults.push(...joined.faults.map((fault) => ({ ...fault, file: fault.file === 'cases' ? caseFile : file })))
  return { flows: faults.length === 0 ? [joined.flow] : [], faults }
}

function orphans(folder: string, names: readonly string[], ids: readonly string[]): FileFault[] {
  return names
    .filter((name) => name.endsWith(CASES) && !ids.includes(name.slice(0, -CASES.length)))
    .map((name) => ({
      file: join(folder, name),
      place: '',
      reason: 'has no flow beside it',
      remedy: `Put the flow into ${name.slice(0, -CASES.length)}${FLOW}, or rename this file.`,
    }))
}
