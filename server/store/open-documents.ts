import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Low } from 'lowdb'
import { Problem } from '../model/problem.ts'
import type { Documents, Stored } from './contract.ts'
import { checkDocument, conflictProblem } from './document-kind.ts'
import { durableFile, syncFolder } from './durable-file.ts'
import { freezeDeeply } from './freeze-deeply.ts'
import { type DocumentFolder, fileOf, loadDocuments } from './load-documents.ts'
import { assertStorable } from './storable.ts'
import { takeTurns } from './take-turns.ts'

/**
 * Documents of one schema, one file `<id>.json` each: `{ revision, value }`, pretty-printed in the order of the schema's fields. Read once, when opened; a file
 * changed by hand counts from the next start. Throws `storage.forbidden` for a schema with a field that is never stored, `storage.failed` for an unusable folder.
 */
export async function openDocuments<T>(options: DocumentFolder<T>): Promise<Documents<T>> {
  assertStorable(options.schema, options.name)
  try {
    return new FolderDocuments(options, await loadDocuments(options))
  } catch (cause) {
    throw storageProblem(`The folder of the ${options.name} documents cannot be read.`, cause)
  }
}

const storageProblem = (detail: string, cause: unknown): Problem => (cause instanceof Problem ? cause : new Problem('storage.failed', detail, { cause }))

/** States of one document: absent -> stored (revision 1) -> stored (revision n + 1) ... -> absent. What is handed out is what is on the disk. */
class FolderDocuments<T> implements Documents<T> {
  private readonly options: DocumentFolder<T>
  private readonly documents: Map<string, Stored<T>>
  private readonly inTurn = takeTurns()

  constructor(options: DocumentFolder<T>, documents: Map<string, Stored<T>>) {
    this.options = options
    this.documents = documents
  }

  async list(): Promise<Stored<T>[]> {
    return [...this.documents.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
  }

  async get(id: string): Promise<Stored<T> | undefined> {
    return this.documents.get(id)
  }

  async put(id: string, value: T, expected: number | null): Promise<Stored<T>> {
    const checked = checkDocument(this.options, id, value)
    return this.inTurn(id, async () => {
      this.expect(id, expected, checked)
      const next = freezeDeeply({ id, revision: (expected ?? 0) + 1, value: checked })
      await this.write(next)
      this.documents.set(id, next)
      return next
    })
  }

  async delete(id: string, expected: number): Promise<void> {
    await this.inTurn(id, async () => {
      this.expect(id, expected)
      await this.remove(id)
      this.documents.delete(id)
    })
  }

  /** Throws where another revision than the expected one is stored. */
  private expect(id: string, expected: number | null, offered?: T): void {
    const stored = this.documents.get(id)
    if ((stored?.revision ?? null) !== expected) throw conflictProblem(this.options.name, { id, expected, stored, ...(offered !== undefined && { offered }) })
  }

  private async write({ id, revision, value }: Stored<T>): Promise<void> {
    try {
      await new Low(durableFile(this.path(id)), { revision, value }).write()
    } catch (cause) {
      throw storageProblem(`The ${this.options.name} cannot be written.`, cause)
    }
  }

  private async remove(id: string): Promise<void> {
    try {
      await rm(this.path(id))
      await syncFolder(this.options.folder)
    } catch (cause) {
      throw storageProblem(`The ${this.options.name} cannot be deleted.`, cause)
    }
  }

  private path(id: string): string {
    return join(this.options.folder, fileOf(id))
  }
}
