import type { z } from 'zod'
import { CaseFile } from '../../../server/model/case.ts'
import { fieldErrors } from '../../../server/model/field-errors.ts'
import { Flow } from '../../../server/model/flow.ts'
import { joinCases } from '../../../server/model/join-cases.ts'
import type { ProblemText } from '../../ui/problem-view.tsx'

export type ReadFlow = { flow: Flow } | { problem: ProblemText }

const CASES = '.cases.json'

const problem = (detail: string, remedy: string): { problem: ProblemText } => ({ problem: { title: 'This is no flow that can be read', detail, remedy } })

/** Reads a flow from its document, and its cases from the file beside it where that is given too. Names the first place that does not fit, never a value. */
export async function readFlowFiles(files: readonly File[]): Promise<ReadFlow> {
  const besides = files.filter(({ name }) => name.endsWith(CASES))
  const [document, another] = files.filter((file) => !besides.includes(file))
  if (!document || another || besides.length > 1)
    return problem('One flow is read at a time.', `Choose one document, and the ${CASES} file beside it if there is one.`)
  const flow = await readDocument(document, Flow)
  if ('problem' in flow) return flow
  const beside = besides[0] && (await readDocument(besides[0], CaseFile))
  if (beside && 'problem' in beside) return beside
  const joined = joinCases(flow.value, beside?.value.cases)
  const [fault] = joined.faults
  if (!fault) return { flow: joined.flow }
  return problem(`${fault.file === 'cases' ? besides[0]!.name : document.name}: ${fault.place} ${fault.reason}.`, fault.remedy)
}

async function readDocument<T>(file: File, schema: z.ZodType<T>): Promise<{ value: T } | { problem: ProblemText }> {
  const parsed = parseJson((await file.text()).replace(/^\uFEFF/, ''))
  if (!parsed) return problem(`${file.name} is not JSON.`, 'Choose a file that holds a flow document.')
  const read = schema.safeParse(parsed.value)
  if (read.success) return { value: read.data }
  const [error] = fieldErrors(read.error)
  return problem(`${file.name}: ${error?.path || 'the document'} ${error?.message ?? 'does not fit'}.`, 'Choose a flow document, or correct the field.')
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
