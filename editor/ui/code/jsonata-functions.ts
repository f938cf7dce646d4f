/** A function for the palette and for completion. */
export interface FunctionHelp {
  name: string
  /** What stands between the brackets; optional parts in square brackets. */
  parameters: string
  help: string
}

export interface FunctionGroup {
  title: string
  functions: readonly FunctionHelp[]
}

/** What expressions know besides the message. */
export const VARIABLES: readonly Pick<FunctionHelp, 'name' | 'help'>[] = [
  { name: '$meta', help: 'What is known about the message, such as its request or its place in a split.' },
  { name: '$input', help: 'The message with which the run started.' },
  { name: '$root', help: 'In a mapping: the whole source, also inside a loop.' },
  { name: '$index', help: 'In a loop of a mapping: the position of the element, from 0.' },
]

const group = (title: string, rows: readonly (readonly [name: string, parameters: string, help: string])[]): FunctionGroup => ({
  title,
  functions: rows.map(([name, parameters, help]) => ({ name: `$${name}`, parameters, help })),
})

/** Patchbay's own functions and the standard ones of JSONata, by what they work on. */
export const FUNCTION_GROUPS: readonly FunctionGroup[] = [
  group('References', [
    ['ref', 'system, entity, externalId', 'Builds the reference to a record of an external system.'],
    ['refId', 'reference', 'Gives the external id of a reference.'],
    ['refSystem', 'reference', 'Gives the system that a reference belongs to.'],
  ]),
  group('Decimals', [
    ['decimalSum', 'texts', 'Adds up decimal texts such as "12.50" exactly.'],
    ['decimalSubtract', 'text, text', 'Takes one decimal text from another exactly.'],
    ['decimalMultiply', 'text, text', 'Multiplies two decimal texts, exact to six decimals.'],
    ['decimalRound', 'text, places [, rounding]', 'Rounds a decimal text to places or to a currency such as "CZK"; halves away from zero, or "half-even".'],
    ['decimalCompare', 'text, text', 'Gives -1, 0 or 1: which of two decimal texts is greater.'],
  ]),
  group('Text', [
    ['string', 'value [, pretty]', 'Turns any value into text; objects and lists become JSON.'],
    ['length', 'text', 'Counts the characters.'],
    ['substring', 'text, start [, length]', 'Cuts a part out; a negative start counts from the end.'],
    ['substringBefore', 'text, mark', 'Gives what stands before the first mark.'],
    ['substringAfter', 'text, mark', 'Gives what stands behind the first mark.'],
    ['uppercase', 'text', 'Turns all letters into capitals.'],
    ['lowercase', 'text', 'Turns all letters into small ones.'],
    ['trim', 'text', 'Takes white space off both ends and keeps single blanks inside.'],
    ['pad', 'text, width [, character]', 'Fills up to a width: on the right, or on the left when the width is negative.'],
    ['contains', 'text, part', 'Tells whether a text or pattern occurs.'],
    ['split', 'text, separator [, limit]', 'Cuts a text into a list of parts.'],
    ['join', 'list [, separator]', 'Puts the texts of a list together.'],
    ['match', 'text, pattern [, limit]', 'Lists the matches of a pattern with their groups.'],
    ['replace', 'text, part, replacement [, limit]', 'Puts another text in place of a part or pattern.'],
    ['base64encode', 'text', 'Writes a text in Base64.'],
    ['base64decode', 'text', 'Reads a text from Base64.'],
    ['encodeUrlComponent', 'text', 'Escapes a text as one part of a URL.'],
    ['encodeUrl', 'url', 'Escapes a whole URL.'],
    ['decodeUrlComponent', 'text', 'Takes the escapes out of one part of a URL.'],
    ['decodeUrl', 'url', 'Takes the escapes out of a whole URL.'],
  ]),
  group('Numbers', [
    ['number', 'value', 'Reads a number from text; yes is 1 and no is 0.'],
    ['round', 'number [, places]', 'Rounds to decimal places, halves to the even neighbour.'],
    ['floor', 'number', 'Rounds down.'],
    ['ceil', 'number', 'Rounds up.'],
    ['abs', 'number', 'Takes the sign off.'],
    ['power', 'base, exponent', 'Raises to a power.'],
    ['sqrt', 'number', 'Gives the square root.'],
    ['random', '', 'Gives a number from 0 up to 1; another one with each run.'],
    ['formatNumber', 'number, picture [, options]', 'Writes a number by a picture such as "#,##0.00".'],
    ['formatBase', 'number [, base]', 'Writes a number in another base, 2 to 36.'],
    ['formatInteger', 'number, picture', 'Writes an integer by a picture, also as words or Roman.'],
    ['parseInteger', 'text, picture', 'Reads an integer that was written by a picture.'],
  ]),
  group('Totals', [
    ['sum', 'numbers', 'Adds up a list.'],
    ['max', 'numbers', 'Gives the greatest number.'],
    ['min', 'numbers', 'Gives the least number.'],
    ['average', 'numbers', 'Gives the mean.'],
    ['count', 'list', 'Counts the elements.'],
  ]),
  group('Yes and no', [
    ['boolean', 'value', 'Reads a value as yes or no; what is empty or zero is no.'],
    ['not', 'value', 'Turns yes and no around.'],
    ['exists', 'value', 'Tells whether there is a value at all.'],
  ]),
  group('Lists', [
    ['append', 'list, list', 'Puts two lists behind each other.'],
    ['sort', 'list [, function]', 'Sorts; the function tells whether two elements must swap.'],
    ['reverse', 'list', 'Turns the order around.'],
    ['shuffle', 'list', 'Puts the elements in random order.'],
    ['distinct', 'list', 'Leaves out what stands there already.'],
    ['zip', 'list, list …', 'Joins lists element by element.'],
    ['map', 'list, function', 'Applies a function to each element.'],
    ['filter', 'list, function', 'Keeps the elements for which the function says yes.'],
    ['single', 'list, function', 'Gives the one element that fits; none or several are an error.'],
    ['reduce', 'list, function [, start]', 'Folds a list into one value.'],
  ]),
  group('Objects', [
    ['keys', 'object', 'Lists the names of the fields.'],
    ['lookup', 'object, name', 'Gives the field of a name, also of one that a path can not write.'],
    ['spread', 'object', 'Makes a list with one object for each field.'],
    ['merge', 'objects', 'Makes one object of several; later fields win.'],
    ['each', 'object, function', 'Applies a function to each field.'],
    ['sift', 'object, function', 'Keeps the fields for which the function says yes.'],
    ['type', 'value', 'Names the type of a value.'],
    ['error', '[message]', 'Stops with a problem.'],
    ['assert', 'condition [, message]', 'Stops with a problem unless the condition holds.'],
    ['eval', 'text [, context]', 'Runs a text as an expression; what it reads is then unknown to the check.'],
  ]),
  group('Time', [
    ['now', '[picture [, time zone]]', 'Gives the time of the run as text.'],
    ['millis', '', 'Gives the time of the run in milliseconds since 1970.'],
    ['fromMillis', 'milliseconds [, picture [, time zone]]', 'Writes milliseconds as a time.'],
    ['toMillis', 'text [, picture]', 'Reads a time as milliseconds.'],
  ]),
]
