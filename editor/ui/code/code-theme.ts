import { EditorView } from '@codemirror/view'

/** The look of code fields, from the variables of the page, for both colour schemes. */
export const codeTheme = EditorView.theme({
  '&': { fontSize: '13px', minHeight: 'var(--code-height, 30px)', maxHeight: '200px', color: 'var(--mantine-color-text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '20px', overflow: 'auto' },
  '.cm-content': { padding: '5px 2px', caretColor: 'var(--mantine-color-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'light-dark(#d9edeb, #0b5751)' },
  '.cm-tooltip': { backgroundColor: 'var(--pb-panel)', color: 'var(--mantine-color-text)', border: '1px solid var(--pb-line)', borderRadius: '4px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'light-dark(#d9edeb, #0b5751)', color: 'var(--mantine-color-text)' },
  '.cm-completionDetail': { color: 'var(--mantine-color-dimmed)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-completionInfo': { maxWidth: '280px', padding: '4px 8px' },
  '.cm-signature': { padding: '2px 8px', fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '12px' },
  '&:not(.cm-focused) .cm-signature': { display: 'none' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--pb-problem)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--pb-paused)' },
})
