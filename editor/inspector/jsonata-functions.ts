/** A function of JSONata with how it is called. */
export interface FunctionHelp {
  name: string
  use: string
}

const help = (name: string, use: string): FunctionHelp => ({ name, use })

/** The functions that expressions use most, for completion. */
export const FUNCTIONS: readonly FunctionHelp[] = [
  help('string', '(value)'),
  help('number', '(text)'),
  help('boolean', '(value)'),
  help('not', '(value)'),
  help('exists', '(path)'),
  help('type', '(value)'),
  help('length', '(text)'),
  help('trim', '(text)'),
  help('uppercase', '(text)'),
  help('lowercase', '(text)'),
  help('substring', '(text, start, length)'),
  help('substringBefore', '(text, mark)'),
  help('substringAfter', '(text, mark)'),
  help('contains', '(text, part)'),
  help('split', '(text, mark)'),
  help('join', '(texts, mark)'),
  help('replace', '(text, part, with)'),
  help('match', '(text, pattern)'),
  help('pad', '(text, width, sign)'),
  help('round', '(number, digits)'),
  help('floor', '(number)'),
  help('ceil', '(number)'),
  help('abs', '(number)'),
  help('formatNumber', '(number, picture)'),
  help('sum', '(numbers)'),
  help('count', '(list)'),
  help('max', '(numbers)'),
  help('min', '(numbers)'),
  help('average', '(numbers)'),
  help('append', '(list, list)'),
  help('distinct', '(list)'),
  help('sort', '(list, function)'),
  help('reverse', '(list)'),
  help('map', '(list, function)'),
  help('filter', '(list, function)'),
  help('reduce', '(list, function, start)'),
  help('keys', '(object)'),
  help('lookup', '(object, key)'),
  help('merge', '(objects)'),
  help('now', '()'),
  help('toMillis', '(time)'),
  help('fromMillis', '(number, picture)'),
  help('root', 'the whole message, inside a loop'),
  help('meta', 'what is known about the message'),
  help('input', 'the first message of the run'),
]
