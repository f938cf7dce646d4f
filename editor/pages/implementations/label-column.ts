import type { Label } from '../../../server/model/crm-configuration.ts'
import type { GridColumn } from '../../ui/grid/grid-column.ts'

/** What people read in a language: the message of it, or the text where the label is not translated. */
export const labelText = (label: Label, language: string): string => (label.translatable ? (label.messages[language] ?? '') : label.text)

/** The label with another message in `language`, or another text where it is not translated. */
export const withLabelText = (label: Label, language: string, text: string): Label =>
  label.translatable ? { ...label, messages: { ...label.messages, [language]: text } } : { ...label, text }

/** The column of what people read; of a translated label the message in `language`. */
export function labelColumn<R extends { label: Label }>(language: string): GridColumn<R> {
  return {
    id: 'label',
    title: `Label (${language})`,
    hint: 'What people read. A label that is not translated is the same in all languages.',
    kind: 'text',
    width: 150,
    most: 120,
    read: (row) => labelText(row.label, language),
    write: (row, value) => ({ ...row, label: withLabelText(row.label, language, String(value ?? '')) }),
  }
}
