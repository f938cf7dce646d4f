import { access, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Low } from 'lowdb'
import { z } from 'zod'
import { fieldErrors } from '../model/field-errors.ts'
import type { BrokenFile, Stored } from './contract.ts'
import { type DocumentFault, DocumentId, type DocumentKind } from './document-kind.ts'
import { durableFile, isUnfinished, syncFolder } from './durable-file.ts'
import { freezeDeeply } from './freeze-deeply.ts'

/** The file of a document. A colon must not stand in file names on Windows. */
export const fileOf = (id: string): string => `${id.replaceAll(':', '%3a')}.json`

const idIn = (file: string): string => file.slice(0, -'.json'.length).replaceAll('%3a', ':')

/** Documents of one kind, one file each. */
export interface DocumentFolder<T> extends DocumentKind<T> {
  folder: string
  /** Told of every file that was set aside. */
  report?: ((broken: BrokenFile) => void) | undefined
}

type Read<T> = { stored: Stored<T> } | DocumentFault

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

async function readDocument<T>(path: string, id: string, { schema, idOf }: DocumentFolder<T>): Promise<Read<T>> {
  const file = new Low<unknown>(durableFile(path), null)
  try {
    await file.read()
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { field: '', reason: 'is not well-formed JSON' }
  }
  const checked = z.strictObject({ revision: z.int().min(1), value: schema }).safeParse(file.data)
  if (!checked.success) {
    const { path, message } = fieldErrors(checked.error)[0]!
    return { field: path, reason: message }
  }
  const { revision, value } = checked.data
  if (idOf && idOf(value as T) !== id) return { field: 'value', reason: 'names another id than the file name' }
  return { stored: freezeDeeply({ id, revision, value: value as T }) }
}

/** Renames a file to `<file>.broken-<n>`, the first free n. */
async function setAside(folder: string, file: string): Promise<string> {
  for (let n = 1; ; n += 1) {
    const movedTo = `${file}.broken-${n}`
    if (await exists(join(folder, movedTo))) continue
    await rename(join(folder, file), join(folder, movedTo))
    await syncFolder(folder)
    return movedTo
  }
}

/** Every readable document of a folder, which is created where it is missing. Broken files are set aside and reported; files that are no documents are left alone. */
export async function loadDocuments<T>(options: DocumentFolder<T>): Promise<Map<string, Stored<T>>> {
  const { folder, report } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const documents = new Map<string, Stored<T>>()
  for (const file of (await readdir(folder)).toSorted()) {
    if (isUnfinished(file)) await rm(join(folder, file), { force: true })
    const id = idIn(file)
    if (!DocumentId.safeParse(id).success || file !== fileOf(id)) continue
    const read = await readDocument(join(folder, file), id, options)
    if ('stored' in read) documents.set(id, read.stored)
    else report?.({ file: join(folder, file), field: read.field, reason: read.reason, movedTo: await setAside(folder, file) })
  }
  return documents
}
