import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { tags } from '@lezer/highlight'

/** Enough of JSONata's grammar to colour it. */
const jsonata = StreamLanguage.define<{ comment: boolean }>({
  name: 'jsonata',
  startState: () => ({ comment: false }),
  token(stream, state) {
    if (state.comment || stream.match('/*')) {
      state.comment = !stream.match(/^.*?\*\//)
      if (state.comment) stream.skipToEnd()
      return 'comment'
    }
    if (stream.eatSpace()) return null
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return 'string'
    if (stream.match(/^`[^`]*`?/)) return 'propertyName'
    if (stream.match(/^\$\$|^\$[\w$]*/)) return 'variableName'
    if (stream.match(/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return 'number'
    if (stream.match(/^(?:true|false|null|and|or|in|function)\b/)) return 'keyword'
    if (stream.match(/^[A-Za-z_][\w]*/)) return 'propertyName'
    if (stream.match(/^[~!<>:]?[=>]|^[-+*/%&|<>?:^@#.]/)) return 'operator'
    stream.next()
    return 'bracket'
  },
})

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
  { tag: tags.string, color: 'var(--pb-ok)' },
  { tag: tags.number, color: 'var(--pb-wait)' },
  { tag: tags.keyword, color: 'var(--pb-wait)', fontWeight: '600' },
  { tag: tags.variableName, color: 'var(--pb-personal)' },
  { tag: tags.operator, color: 'var(--mantine-color-dimmed)' },
])

/** Highlighting for expressions. */
export const jsonataLanguage: Extension = [jsonata, syntaxHighlighting(colours)]
