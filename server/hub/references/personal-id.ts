import type { Customer } from '../../model/customer.ts'
import { Problem } from '../../model/problem.ts'

const EMAIL = /^[^@\s]+@[^@\s]+$/
/** Shorter numbers are often customer numbers as well. */
const LEAST_DIGITS = 7

/** Throws `reference.personal` where the id within a reference is an e-mail address, or what is known of the customer: an e-mail, a phone, a tax id or a name. */
export function requireImpersonal(ref: string, customer: Partial<Customer> = {}): void {
  const id = comparable(idOf(ref))
  const { emails = [], phones = [], taxIds = [], name, legalName } = customer
  const texts = [...emails.map(({ value }) => value), ...taxIds.map(({ value }) => value), name, legalName]
  const known = texts.some((text) => typeof text === 'string' && comparable(text) === id)
  if (known || EMAIL.test(id) || phones.some((phone) => [phone.raw, phone.e164].some((text) => isSameNumber(text, id))))
    throw new Problem('reference.personal', 'The id of the customer is a personal value.')
}

const comparable = (text: string): string => text.trim().toLowerCase()

function idOf(ref: string): string {
  const id = ref.slice(ref.lastIndexOf(':') + 1)
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

function isSameNumber(phone: string | undefined, id: string): boolean {
  if (phone === undefined || !/^[\d\s()+./-]+$/.test(id)) return false
  const digits = phone.replaceAll(/\D/g, '')
  return digits.length >= LEAST_DIGITS && digits === id.replaceAll(/\D/g, '')
}
