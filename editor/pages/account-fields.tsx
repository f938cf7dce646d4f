import { PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from '@mantine/core'
import { Password, UserName } from '../../server/model/user.ts'

/** The name of a user to be created. */
export function UserNameInput(props: TextInputProps) {
  return <TextInput label="User" description="2 to 40 lower-case letters, digits, dots, hyphens or underscores" {...props} />
}

/** A password to be set. */
export function NewPasswordInput(props: PasswordInputProps) {
  return <PasswordInput label="Password" description="At least 10 characters" autoComplete="new-password" {...props} />
}

/** May this be sent? The rules are those of the server. */
export const isUserName = (text: string): boolean => UserName.safeParse(text).success
export const isPassword = (text: string): boolean => Password.safeParse(text).success
