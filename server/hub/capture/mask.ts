import type { Draw } from './draw.ts'

type Range = readonly [first: number, last: number]

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const LOWER_MARKED = 'áàâäãåæçčćďéèêëěíìîïłńňñóòôöõøřśšťúùûüůýžźż'
const DIGITS = '0123456789'

/** Scripts with cases: small letters whose capitals are single characters too. */
const CASED: readonly [script: RegExp, small: string][] = [
  [/\p{Script=Greek}/u, 'αβγδεζηθικλμνξοπρστυφχψω'],
  [/\p{Script=Cyrillic}/u, 'абвгдежзийклмнопрстуфхцчшщъыьэюя'],
  [/\p{Script=Armenian}/u, 'աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ'],
]

/** Scripts without cases, each with a stretch that is letters throughout. */
const UNCASED: readonly [script: RegExp, letters: Range][] = [
  [/\p{Script=Han}/u, [0x4e00, 0x8fff]],
  [/\p{Script=Hiragana}/u, [0x3042, 0x3093]],
  [/\p{Script=Katakana}/u, [0x30a2, 0x30f3]],
  [/\p{Script=Hangul}/u, [0xac00, 0xd7a3]],
  [/\p{Script=Hebrew}/u, [0x05d0, 0x05ea]],
  [/\p{Script=Arabic}/u, [0x0628, 0x063a]],
  [/\p{Script=Thai}/u, [0x0e01, 0x0e2e]],
  [/\p{Script=Devanagari}/u, [0x0915, 0x0939]],
  [/\p{Script=Georgian}/u, [0x10d0, 0x10f0]],
]

/** What tells nothing by itself and stays: spaces, punctuation, currency and other signs, marks on letters. */
const KEPT = /^[\p{P}\p{Z}\p{Sc}\p{Sm}\p{Sk}\p{M}\p{Cf}\s`^~©®°™№]$/u

/** The same text with other letters and digits: case, script, length, spaces and punctuation stay; a number that began with 1 to 9 still does. */
export function maskText(text: string, draw: Draw): string {
  let masked = ''
  let inNumber = false
  for (const character of text) {
    const digit = character >= '0' && character <= '9'
    masked += digit ? maskDigit(character, inNumber, draw) : maskCharacter(character, draw)
    inNumber = digit
  }
  return masked
}

function maskDigit(digit: string, inNumber: boolean, draw: Draw): string {
  return inNumber || digit === '0' ? draw.from(DIGITS) : draw.from('123456789')
}

function maskCharacter(character: string, draw: Draw): string {
  if (character >= 'a' && character <= 'z') return draw.from(LOWER)
  if (character >= 'A' && character <= 'Z') return draw.from(LOWER).toUpperCase()
  if (KEPT.test(character)) return character
  if (character.length > 1) return String.fromCodePoint(0x1f300 + draw.below(0x20))
  if (/\p{N}/u.test(character)) return draw.from(DIGITS)
  if (!/\p{L}/u.test(character)) return draw.from('◆◇○●□■')
  return maskLetter(character, draw)
}

/** A letter of the same script and case, or a plain one where the script is none of those above. */
function maskLetter(letter: string, draw: Draw): string {
  const uncased = UNCASED.find(([script]) => script.test(letter))
  if (uncased) return String.fromCharCode(draw.between(...uncased[1]))
  const small = /\p{Script=Latin}/u.test(letter) ? LOWER_MARKED : (CASED.find(([script]) => script.test(letter))?.[1] ?? LOWER)
  const drawn = draw.from(small)
  return /\p{Lu}/u.test(letter) ? drawn.toUpperCase() : drawn
}
