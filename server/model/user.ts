import { z } from 'zod'

/** Each role may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'integrator', 'admin'] as const
export const Role = z.enum(ROLES)
export type Role = z.infer<typeof Role>

/** Does a user with `role` have the rights of `needed`? */
export const allows = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed)

export const UserName = z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/, 'must be 2 to 40 lower-case letters, digits, dots, hyphens or underscores')
export const Password = z.string().min(10, 'must have at least 10 characters').max(200)

/** A user as the API shows it. The hash never leaves the store. */
export const UserView = z.strictObject({ name: UserName, role: Role, createdAt: z.iso.datetime(), disabled: z.boolean() })
export type UserView = z.infer<typeof UserView>

/** Who is logged in, with the token that every change must send in the header `x-patchbay-csrf`. */
export const SessionView = z.strictObject({ user: UserName, role: Role, csrf: z.string() })
export type SessionView = z.infer<typeof SessionView>
