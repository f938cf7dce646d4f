import { z } from 'zod'
import { openDocuments } from '../../server/store/open-documents.ts'

/** Writes one document again and again, and says each revision that is durable. */
const schema = z.strictObject({
  title: z.string(),
  tags: z.array(z.strictObject({ id: z.string(), text: z.string() })),
  free: z.record(z.string(), z.unknown()),
})
const documents = await openDocuments({ folder: process.argv[2]!, schema, name: 'note' })
console.log('writing')
for (let revision = (await documents.get('a'))?.revision ?? null; ;) {
  const title = `${revision ?? 0}`
  const tags = Array.from({ length: 200 }, (_, index) => ({ id: `tag-${index}`, text: title }))
  revision = (await documents.put('a', { title, tags, free: {} }, revision)).revision
  console.log(`${revision} `)
}
