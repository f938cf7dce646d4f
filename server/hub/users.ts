import type { Password, Role, SessionView, UserView } from '../model/user.ts'
import { Problem } from '../model/problem.ts'
import type { Store } from '../store/contract.ts'
import type { z } from 'zod'

/** A session that has just begun. `maxAgeMs`: it ends after this time in any case. */
export interface NewSession {
  token: string
  maxAgeMs: number
  view: SessionView
}

/** People who may log in, and their sessions. */
export class Users {
  private readonly store: Pick<Store, 'users' | 'sessions' | 'setup'>

  constructor(store: Pick<Store, 'users' | 'sessions' | 'setup'>) {
    this.store = store
  }

  /** Who is logged in with this token; the role is that of now, not that of the login. */
  async find(token: string): Promise<SessionView | undefined> {
    const session = await this.store.sessions.find(token)
    const user = session && (await this.store.users.get(session.user))
    return session && user && !user.disabled ? { user: user.name, role: user.role, csrf: session.csrf } : undefined
  }

  /** Throws `request.unauthenticated`, with the same words for an unknown name and a wrong password. */
  async login(name: string, password: string): Promise<NewSession> {
    const user = await this.store.users.verify(name, password)
    if (!user) throw new Problem('request.unauthenticated', 'The user name or the password is wrong, or the user is disabled.')
    return this.begin(user)
  }

  async logout(token: string): Promise<void> {
    await this.store.sessions.end(token)
  }

  /** Creates the first administrator and logs in. Throws `request.forbidden`, `request.conflict`. */
  async finishSetup(first: { token: string; user: string; password: string }): Promise<NewSession> {
    return this.begin(await this.store.setup.finish(first))
  }

  needsSetup(): Promise<boolean> {
    return this.store.setup.needed()
  }

  list(): Promise<UserView[]> {
    return this.store.users.list()
  }

  /** Throws `request.conflict` where the name is taken. */
  create(user: { name: string; role: Role; password: z.infer<typeof Password> }): Promise<UserView> {
    return this.store.users.create(user)
  }

  /** Ends the user's sessions, since they were opened under other terms. Throws `request.not-found`, `request.invalid`. */
  async update(name: string, change: { role?: Role | undefined; disabled?: boolean | undefined; password?: string | undefined }): Promise<UserView> {
    const user = await this.store.users.update(name, change)
    await this.store.sessions.endAll(name)
    return user
  }

  private async begin(user: UserView): Promise<NewSession> {
    const { token, session, maxAgeMs } = await this.store.sessions.create(user.name)
    return { token, maxAgeMs, view: { user: user.name, role: user.role, csrf: session.csrf } }
  }
}
