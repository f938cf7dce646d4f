import type { z } from 'zod'
import { CrmContactChange, NewCrmContact, type CrmContact } from './crm-contact.ts'
import { crmError, crmFieldErrors } from './crm-error.ts'
import { searchContacts } from './crm-search.ts'
import type { SandboxEffect } from './effect-list.ts'
import { seedContacts } from './crm-seed.ts'
import type { SandboxAnswer } from './sandbox-server.ts'

/** The contacts of the sandbox CRM and what can be done with them; starts with the seeded ones. */
export class ContactBook {
  private readonly contacts = new Map<string, CrmContact>()
  private readonly gone = new Set<string>()
  private readonly now: () => number

  /** `now` in milliseconds. */
  constructor(now: () => number) {
    this.now = now
    this.reset()
  }

  reset(): void {
    this.contacts.clear()
    this.gone.clear()
    for (const contact of seedContacts()) this.contacts.set(contact.id, contact)
  }

  search(query: URLSearchParams): SandboxAnswer {
    return searchContacts([...this.contacts.values()], query)
  }

  /** `fields`: names separated by commas; the id and the revision are always there. */
  read(id: string, fields: string | null = null): SandboxAnswer {
    const found = this.contacts.get(id)
    if (!found) return this.missing(id)
    if (fields === null) return { status: 200, body: { data: found } }
    const names = ['id', 'rev', ...fields.split(',')]
    const unknown = names.filter((name) => !Object.hasOwn(found, name))
    if (unknown.length > 0) return crmFieldErrors(unknown.map((name) => ({ name, rule: 'unknown' })))
    return { status: 200, body: { data: Object.fromEntries(names.map((name) => [name, found[name as keyof CrmContact]])) } }
  }

  create(body: unknown): SandboxAnswer {
    const parsed = NewCrmContact.safeParse(body)
    if (!parsed.success) return fieldErrors(parsed.error)
    if (this.isTaken(parsed.data.mail)) return mailTaken()
    const id = `C-${1001 + this.contacts.size + this.gone.size}`
    const made: CrmContact = { ...parsed.data, id, rev: 1, created: this.seconds(), changed: this.seconds() }
    this.contacts.set(id, made)
    return { status: 201, body: { data: made }, headers: { location: `/v2/contacts/${id}` }, effect: effectOn(made, 'created') }
  }

  change(id: string, body: unknown): SandboxAnswer {
    const found = this.contacts.get(id)
    if (!found) return this.missing(id)
    const parsed = CrmContactChange.safeParse(body)
    if (!parsed.success) return fieldErrors(parsed.error)
    const { rev, ...changes } = parsed.data
    if (rev !== found.rev) return crmError(409, 'stale_rev', 'The contact has changed since.')
    if (changes.mail && this.isTaken(changes.mail, id)) return mailTaken()
    // Custom fields that are not named stay.
    const custom = { ...found.custom, ...changes.custom }
    const changed = { ...found, ...(changes as Partial<CrmContact>), custom, rev: rev + 1, changed: this.seconds() }
    this.contacts.set(id, changed)
    return { status: 200, body: { data: changed }, effect: effectOn(changed, 'changed') }
  }

  remove(id: string): SandboxAnswer {
    const found = this.contacts.get(id)
    if (!found) return this.missing(id)
    this.contacts.delete(id)
    this.gone.add(id)
    return { status: 204, effect: effectOn(found, 'removed') }
  }

  private missing(id: string): SandboxAnswer {
    return this.gone.has(id) ? crmError(410, 'gone', 'The contact was deleted.') : crmError(404, 'no_such_contact', 'There is no such contact.')
  }

  private isTaken(mails: readonly string[], except?: string): boolean {
    return [...this.contacts.values()].some((other) => other.id !== except && other.mail.some((mail) => mails.some((wanted) => same(mail, wanted))))
  }

  private seconds(): number {
    return Math.floor(this.now() / 1000)
  }
}

/** A new contact is known to the caller by its name. */
const effectOn = ({ id, company, last_name: name }: CrmContact, what: string): SandboxEffect => ({
  kind: `contact.${what}`,
  key: company ?? name ?? id,
  of: id,
})

const mailTaken = (): SandboxAnswer => crmError(409, 'mail_taken', 'Another contact has this mail address.')

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
const fieldErrors = ({ issues }: z.ZodError): SandboxAnswer =>
  crmFieldErrors(issues.map((issue) => ({ name: issue.path.join('.') || issue.code, rule: issue.code })))
