import { describe } from 'vitest'
import { describeAccess } from './describe-access.ts'
import { describeAnswers } from './describe-answers.ts'
import { describeAudit } from './describe-audit.ts'
import { describeBusinessDocuments } from './describe-business-documents.ts'
import { describeDocuments } from './describe-documents.ts'
import { describeFills } from './describe-fills.ts'
import { describeReferenceLinks } from './describe-reference-links.ts'
import { describeReferences } from './describe-references.ts'
import { describeRunSearch } from './describe-run-search.ts'
import { describeRuns } from './describe-runs.ts'
import { describeSecrets } from './describe-secrets.ts'
import { describeSessions } from './describe-sessions.ts'
import type { CreateBench } from './store-bench.ts'

/** The shared contract suite: what the store does in every deployment. Skipped where there is nothing to keep it in. */
export function describeStore(name: string, available: CreateBench | undefined): void {
  const create: CreateBench = () => available!()
  describe.skipIf(!available)(`the store ${name}`, () => {
    describe('documents', () => {
      describeDocuments(create)
    })
    describe('users, keys, set-up', () => {
      describeAccess(create)
    })
    describe('sessions', () => {
      describeSessions(create)
    })
    describe('secrets', () => {
      describeSecrets(create)
    })
    describe('runs', () => {
      describeRuns(create)
    })
    describe('search of runs', () => {
      describeRunSearch(create)
    })
    describe('answers', () => {
      describeAnswers(create)
    })
    describe('fills', () => {
      describeFills(create)
    })
    describe('references', () => {
      describeReferences(create)
    })
    describe('links, merges and deletions of references', () => {
      describeReferenceLinks(create)
    })
    describe('business documents', () => {
      describeBusinessDocuments(create)
    })
    describe('audit', () => {
      describeAudit(create)
    })
  })
}
