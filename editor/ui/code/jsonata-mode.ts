import { HighlightStyle, StreamLanguage, type StringStream, syntaxHighlighting } from '@codemirror/language'
import { tags } from '@lezer/highlight'

interface ModeState {
  /** Inside of a comment. */
  comment: boolean
  /** A slash here would start a pattern, not divide. */
  operand: boolean
}

const WORDS = /^(?:and|or|in)$/
const ATOMS = /^(?:true|false|null)$/

/** Colours for JSONata; no parse, so that half-typed text keeps its colours. */
export const jsonataLanguage = StreamLanguage.define<ModeState>({
  name: 'jsonata',
  startState: () => ({ comment: false, operand: true }),
  token: readToken,
  languageData: { closeBrackets: { brackets: ['(', '[', '{', '"', "'", '`'] }, commentTokens: { block: { open: '/*', close: '*/' } } },
})

function readToken(stream: StringStream, state: ModeState): string | null {
  if (state.comment) return readComment(stream, state)
  if (stream.eatSpace()) return null
  if (stream.match('/*')) {
    state.comment = true
    return readComment(stream, state)
  }
  const operand = state.operand
  state.operand = false
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return 'string'
  if (stream.match(/^`[^`]*`?/)) return 'propertyName'
  if (operand && stream.match(/^\/(?:[^/\\]|\\.)+\/[im]*/)) return 'regexp'
  if (stream.match(/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return 'number'
  if (stream.match(/^\$\$?[\p{L}\p{N}_]*(?=\s*\()/u)) return 'variableName.function'
  if (stream.match(/^\$\$?[\p{L}\p{N}_]*/u)) return 'variableName'
  const word = stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u)
  if (word) return wordStyle(stream.current(), state)
  const sign = stream.next()
  state.operand = sign !== ')' && sign !== ']' && sign !== '}'
  return sign !== undefined && '()[]{}'.includes(sign) ? 'bracket' : 'operator'
}

function wordStyle(word: string, state: ModeState): string {
  if (WORDS.test(word)) {
    state.operand = true
    return 'keyword'
  }
  return ATOMS.test(word) ? 'atom' : word === 'function' ? 'keyword' : 'propertyName'
}

function readComment(stream: StringStream, state: ModeState): string {
  if (stream.skipTo('*/')) {
    stream.match('*/')
    state.comment = false
  } else stream.skipToEnd()
  return 'comment'
}

/** The colours, legible on the light and on the dark ground. */
export const jsonataColours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.string, color: 'light-dark(#8a4b00, #e6b35c)' },
    { tag: tags.regexp, color: 'light-dark(#8a4b00, #e6b35c)' },
    { tag: [tags.number, tags.atom], color: 'light-dark(#1a63b0, #7db6f2)' },
    { tag: tags.keyword, color: 'light-dark(#7a3aa8, #cfa0f0)' },
    { tag: tags.function(tags.variableName), color: 'light-dark(#0f6b65, #86c4bf)' },
    { tag: tags.variableName, color: 'light-dark(#0f6b65, #86c4bf)' },
    { tag: tags.comment, color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
    { tag: tags.operator, color: 'var(--mantine-color-dimmed)' },
  ]),
)
