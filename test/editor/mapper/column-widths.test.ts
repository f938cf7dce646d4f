import { expect, it } from 'vitest'
import type { PreviewCell, PreviewLine } from '../../../editor/document/mapping-preview.ts'
import { columnWidths } from '../../../editor/mapper/column-widths.ts'

const cell = (text: string, was?: string): PreviewCell => ({ text, problem: undefined, was })
const line = (target: string, ...cells: PreviewCell[]): PreviewLine => ({ row: target, target, required: false, removed: false, cells })

it('gives each column room for its longest text, whichever line has it', () => {
  const lines = [line('a', cell('short'), cell('')), line('customer.name', cell('a long value'), cell('x'))]
  expect(columnWidths(lines, [{ name: 'One' }, { name: 'Two' }])).toEqual(['min(240px, 13ch + 16px)', 'min(240px, 12ch + 16px)', 'min(240px, 8ch + 16px)'])
})

it('leaves room for the names of samples, for marks and for problems', () => {
  const failed: PreviewCell = { text: '', problem: { code: 'mapping.required', detail: 'nothing is there' } as never, was: undefined }
  const lines = [{ ...line('a', cell('value', 'before'), cell('x'), failed), removed: true }]
  const samples = [{ name: 'One' }, { name: 'The second one' }, { name: 'Three' }]
  expect(columnWidths(lines, samples)).toEqual(['min(240px, 10ch + 16px)', 'min(240px, 8ch + 16px)', 'min(240px, 14ch + 16px)', 'min(240px, 16ch + 16px)'])
})
