import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPages } from './read-pages.ts'

// Writes the reference pages of `docs/`.
for (const [name, text] of Object.entries(await readPages())) writeFileSync(join(import.meta.dirname, '../../docs', name), text)
