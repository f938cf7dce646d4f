/** Words that mean the same in business documents; the first one stands for all. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['email', 'mail', 'emailaddress'],
  ['phone', 'telephone', 'tel', 'mobile', 'cell', 'fon', 'telefon'],
  ['postal', 'zip', 'postcode', 'zipcode', 'plz'],
  ['street', 'line1', 'address1', 'strasse'],
  ['city', 'town', 'locality', 'ort'],
  ['region', 'state', 'province', 'county'],
  ['given', 'first', 'forename', 'firstname', 'givenname'],
  ['family', 'last', 'surname', 'lastname', 'familyname'],
  ['name', 'title', 'label'],
  ['company', 'organisation', 'organization', 'org', 'business', 'firm'],
  ['customer', 'client', 'partner', 'contact', 'account', 'buyer'],
  ['quantity', 'qty', 'count', 'units'],
  ['tax', 'vat', 'gst'],
  ['number', 'no', 'nr', 'num'],
  ['id', 'identifier', 'key'],
  ['ref', 'reference'],
  ['note', 'notes', 'comment', 'comments', 'remark', 'memo', 'description'],
  ['birth', 'birthday', 'dob', 'birthdate'],
  ['language', 'lang', 'locale'],
  ['currency', 'ccy', 'curr'],
  ['line', 'lines', 'item', 'items', 'position', 'positions', 'row', 'rows'],
  ['sku', 'article', 'product'],
  ['amount', 'total', 'sum'],
  ['net', 'subtotal', 'untaxed'],
  ['website', 'url', 'web', 'homepage'],
  ['issue', 'document', 'invoice'],
]

const HEADS: ReadonlyMap<string, string> = new Map(SYNONYMS.flatMap((words) => words.map((word) => [word, words[0] ?? word] as const)))

/** A name taken apart once, to be compared often. */
export interface NameParts {
  plain: string
  words: ReadonlySet<string>
  meanings: ReadonlySet<string>
}

/** Takes `billing_zipCode` apart into its words and what they mean. */
export function namePartsOf(name: string): NameParts {
  const words = name
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const plain = words.join('')
  const whole = HEADS.get(plain)
  return { plain, words: new Set(words), meanings: new Set(whole === undefined ? words.map((word) => HEADS.get(word) ?? singular(word)) : [whole]) }
}

const singular = (word: string): string =>
  word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? (HEADS.get(word.slice(0, -1)) ?? word.slice(0, -1)) : word

/** How alike two names are, 0 to 1, and by what. */
export function nameLikeness(a: NameParts, b: NameParts): { score: number; by: 'same name' | 'same meaning' | 'similar name' } {
  if (a.plain === b.plain) return { score: 1, by: 'same name' }
  const meanings = shared(a.meanings, b.meanings)
  if (meanings === 1) return { score: 0.92, by: 'same meaning' }
  // Two letters in common say nothing about names of three.
  const pairs = Math.min(a.plain.length, b.plain.length) < 4 ? 0 : shared(pairsOf(a.plain), pairsOf(b.plain)) * 0.85
  return meanings * 0.9 >= pairs ? { score: meanings * 0.9, by: 'same meaning' } : { score: pairs, by: 'similar name' }
}

/** Dice coefficient: twice the common part over both sizes. */
function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0
  for (const one of a) if (b.has(one)) common += 1
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size)
}

const pairsOf = (text: string): Set<string> => new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)))
