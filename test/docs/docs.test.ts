import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { FINDINGS } from '../../server/model/finding.ts'
import { PROBLEMS } from '../../server/model/problem-table.ts'
import { readPages } from './read-pages.ts'

const root = join(import.meta.dirname, '../..')

test('the reference pages are what `npm run docs` writes', async () => {
  for (const [name, text] of Object.entries(await readPages())) expect(readFileSync(join(root, 'docs', name), 'utf8'), name).toBe(text)
})

test('a code is a problem or a finding, never both', () => {
  expect(Object.keys(FINDINGS).filter((code) => Object.hasOwn(PROBLEMS, code))).toEqual([])
})

test('links between the documents lead somewhere', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ]
  const broken = pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((match) => match[1]!)
      .filter((link) => !existsSync(join(root, dirname(page), link)))
      .map((link) => `${page}: ${link}`),
  )
  expect(broken).toEqual([])
})
