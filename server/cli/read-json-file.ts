import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { findJsonFault } from '../http/json-fault.ts'
import { guardJson } from '../http/json-guard.ts'
import { fieldErrors } from '../model/field-errors.ts'
import { toProblem } from '../model/problem.ts'

/** Why a file cannot be used. */
export interface FileFault {
  file: string
  /** Line and column, or the field; empty for the whole file. */
  place: string
  reason: string
  remedy: string
}

/** Fields of one file that are named. */
const MOST_FIELDS = 10

/** Reads a JSON document and checks it. Never rejects: everything that is wrong is told. */
export async function readJsonFile<T>(file: string, schema: z.ZodType<T>): Promise<{ value: T } | { faults: FileFault[] }> {
  const fault = (place: string, reason: string, remedy: string): { faults: FileFault[] } => ({ faults: [{ file, place, reason, remedy }] })
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    return fault('', `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`, 'Check the name and the rights of the file.')
  }
  // A byte order mark is no part of the document.
  const parsed = parseJson(text.replace(/^\uFEFF/, ''))
  if ('place' in parsed) return fault(parsed.place, 'is not JSON here', 'Correct the text, for example a missing comma or quote.')
  try {
    guardJson(parsed.value)
  } catch (error) {
    const { detail, kind } = toProblem(error)
    return fault('', detail, kind.remedy)
  }
  const checked = schema.safeParse(parsed.value)
  if (checked.success) return { value: checked.data }
  const fields = fieldErrors(checked.error).slice(0, MOST_FIELDS)
  return { faults: fields.map(({ path, message }) => ({ file, place: path, reason: message, remedy: 'Correct the field.' })) }
}

function parseJson(text: string): { value: unknown } | { place: string } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    const { line, column } = findJsonFault(text) ?? { line: 1, column: 1 }
    return { place: `line ${line}, column ${column}` }
  }
}
