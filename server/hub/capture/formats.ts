import { isIP } from 'node:net'
import { isIban, withIbanCheck } from './check-digits.ts'
import type { Draw } from './draw.ts'
import { maskText } from './mask.ts'
import { maskDate } from './mask-date.ts'
import { digitsOf, maskNumber } from './mask-number.ts'

/** Another text of the format, or undefined where the text is not of it. */
type Format = (text: string, draw: Draw) => string | undefined

/** Names and addresses that belong to nobody: RFC 2606, RFC 5737 and RFC 3849. */
const DOMAIN = 'example.test'
const SITE = `https://${DOMAIN}/`
const NETWORKS = ['192.0.2.', '198.51.100.', '203.0.113.']

/** What pseudonyms are built around, and therefore no sign of an original. */
export const BUILT_IN: readonly string[] = [SITE, ...NETWORKS, '2001:db8::']

/** Entities that references name wherever they are found; elsewhere the parts of such a text may be anything. */
const ENTITIES = /^(?:customer|contact|party|company|person|address|order|sale|invoice|receipt|payment|shipment|product|document)s?$/

/** A reference keeps system and entity. `sure`: the schema says that it is one. */
export function maskReference(text: string, sure: boolean, draw: Draw): string | undefined {
  const [, place, entity, id] = /^([a-z0-9][a-z0-9-]*:([a-z]+):)([^:\s]+)$/.exec(text) ?? []
  if (place === undefined || entity === undefined || id === undefined || !(sure || ENTITIES.test(entity))) return undefined
  return place + (id.includes('%') ? encodeURIComponent(maskText(decoded(id), draw)) : maskText(id, draw))
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id.replaceAll('%', '')
  }
}

/** UUID (version and variant stay), or another number in hexadecimal digits. */
const hexadecimal: Format = (text, draw) => {
  const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
  if (!uuid && !/^(?=.*\d)(?=.*[a-f])[0-9a-f]{16,}$/i.test(text)) return undefined
  const digits = /[A-F]/.test(text) ? '0123456789ABCDEF' : '0123456789abcdef'
  return text.replaceAll(/[0-9a-f]/gi, (digit: string, at: number) => (uuid && (at === 14 || at === 19) ? digit : draw.from(digits)))
}

const ulid: Format = (text, draw) => {
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text)) return undefined
  return draw.from('01234567') + text.slice(1).replaceAll(/./g, () => draw.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ'))
}

const email: Format = (text, draw) => {
  const at = text.lastIndexOf('@')
  return at > 0 && /^\S+@[^\s@]+$/.test(text) ? `${maskText(text.slice(0, at), draw)}@${DOMAIN}` : undefined
}

const url: Format = (text, draw) => {
  const rest = /^(?:[a-z][a-z0-9+.-]*:\/\/|(?=www\.))(\S+)$/i.exec(text)?.[1]
  return rest && SITE + maskText(rest.replaceAll(/%[0-9a-f]{2}/gi, '-'), draw)
}

const address: Format = (text, draw) => {
  const version = isIP(text)
  if (version === 4) return `${NETWORKS[draw.below(NETWORKS.length)]}${draw.between(1, 254)}`
  return version === 6 ? `2001:db8::${[0, 0, 0].map(() => draw.between(1, 65535).toString(16)).join(':')}` : undefined
}

const iban: Format = (text, draw) => (isIban(text) ? withIbanCheck(text.slice(0, 4) + maskText(text.slice(4), draw)) : undefined)

/** A VAT number keeps its country. */
const vat: Format = (text, draw) => {
  const prefix = /^(?:ATU|AT|BE|BG|CHE|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[ -]?(?=[A-Z0-9 .-]{8,}$)/.exec(text)?.[0]
  return prefix !== undefined && digitsOf(text).length >= 7 ? maskNumber(text, prefix.length, draw) : undefined
}

/** Country codes of ITU-T E.164 that have one or two digits; all others have three. */
const COUNTRY = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/

/** A telephone number in international form keeps its country. */
const phone: Format = (text, draw) => {
  const [, lead, rest] = /^(\+|00)(\d[\d ()./-]{5,})$/.exec(text) ?? []
  if (lead === undefined || rest === undefined || digitsOf(rest).length < 7 || digitsOf(rest).length > 15) return undefined
  return maskNumber(text, lead.length + (COUNTRY.exec(rest)?.[0].length ?? 0), draw)
}

const number: Format = (text, draw) => (/^\d[\d ./-]*\d$/.test(text) ? maskNumber(text, 0, draw) : undefined)

/** Tried in this order: one that says more of a text comes before one that would take it too. */
export const FORMATS: readonly Format[] = [iban, hexadecimal, ulid, email, url, address, vat, maskDate, phone, number, maskText]
