import { z } from 'zod'
import { Problem } from '../model/problem.ts'
import { Password, type Role, UserName, UserView } from '../model/user.ts'
import type { Documents, Users } from './contract.ts'
import type { DocumentKind } from './document-kind.ts'
import { hashPassword, isPassword, nobodysHash, PasswordHash } from './password-hash.ts'
import type { RandomBytes } from './random-bytes.ts'
import type { InTurn } from './take-turns.ts'

/** A user as it is stored. */
export const UserRecord = z.strictObject({ ...UserView.shape, password: PasswordHash })
export type UserRecord = z.infer<typeof UserRecord>

export const USER_KIND: DocumentKind<UserRecord> = { schema: UserRecord, name: 'user', idOf: (user) => user.name }

export interface UsersOptions {
  documents: Documents<UserRecord>
  now: () => number
  random: RandomBytes
  inTurn: InTurn
}

type UserChange = Parameters<Users['update']>[1]

const viewOf = ({ name, role, createdAt, disabled }: UserRecord): UserView => ({ name, role, createdAt, disabled })

const isAdmin = (user: UserView): boolean => user.role === 'admin' && !user.disabled

function checkPassword(password: string): void {
  const checked = Password.safeParse(password)
  if (!checked.success)
    throw new Problem('request.invalid', 'The password is not allowed.', { errors: checked.error.issues.map(({ message }) => ({ path: 'password', message })) })
}

async function refuseLastAdmin(documents: Documents<UserRecord>, name: string): Promise<void> {
  const others = (await documents.list()).filter((stored) => stored.id !== name)
  if (!others.some((stored) => isAdmin(stored.value))) throw new Problem('request.invalid', 'At least one enabled administrator must remain.', { at: name })
}

/** Users in one document each, with scrypt hashes. */
export const createUsers = (options: UsersOptions): Users => new StoredUsers(options)

/** States of one user: enabled <-> disabled. At least one enabled administrator remains once there is one. */
class StoredUsers implements Users {
  private readonly options: UsersOptions
  private readonly documents: Documents<UserRecord>
  private readonly nobody: PasswordHash

  constructor(options: UsersOptions) {
    this.options = options
    this.documents = options.documents
    this.nobody = nobodysHash(options.random)
  }

  async list(): Promise<UserView[]> {
    return (await this.documents.list()).map((stored) => viewOf(stored.value))
  }

  async get(name: string): Promise<UserView | undefined> {
    const stored = await this.documents.get(name)
    return stored && viewOf(stored.value)
  }

  async create({ name, role, password }: { name: string; role: Role; password: string }): Promise<UserView> {
    if (!UserName.safeParse(name).success) throw new Problem('request.invalid', 'The user name is not allowed.', { at: 'name' })
    checkPassword(password)
    const { now, random } = this.options
    const user = { name, role, createdAt: new Date(now()).toISOString(), disabled: false, password: await hashPassword(password, random) }
    return viewOf((await this.documents.put(name, user, null)).value)
  }

  update(name: string, { role, disabled, password }: UserChange): Promise<UserView> {
    // All changes in one line: two administrators who disable each other at once must not both succeed.
    return this.options.inTurn('users', async () => {
      const stored = await this.documents.get(name)
      if (!stored) throw new Problem('request.not-found', 'There is no such user.', { at: name })
      if (password !== undefined) checkPassword(password)
      const changed = { ...stored.value, role: role ?? stored.value.role, disabled: disabled ?? stored.value.disabled }
      if (isAdmin(stored.value) && !isAdmin(changed)) await refuseLastAdmin(this.documents, name)
      if (password !== undefined) changed.password = await hashPassword(password, this.options.random)
      return viewOf((await this.documents.put(name, changed, stored.revision)).value)
    })
  }

  async verify(name: string, password: string): Promise<UserView | undefined> {
    const user = (await this.documents.get(name))?.value
    const right = await isPassword(password, user?.password ?? this.nobody)
    return right && user && !user.disabled ? viewOf(user) : undefined
  }
}
