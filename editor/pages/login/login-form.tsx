import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTakeSession } from '../../api/session.tsx'
import { useChange } from '../../api/use-api.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'

/** User and password; a good answer takes the session, and the screen behind goes on. */
export function LoginForm({ user: known }: { user?: string | undefined }) {
  const [user, setUser] = useState(known ?? '')
  const [password, setPassword] = useState('')
  const login = useChange('session.create', { quiet: true })
  const takeSession = useTakeSession()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    login.mutate({ body: { user, password } }, { onSuccess: takeSession })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="User"
          value={user}
          onChange={(event) => setUser(event.currentTarget.value)}
          autoComplete="username"
          autoFocus={known === undefined}
          data-autofocus={known === undefined || undefined}
          required
          withAsterisk={false}
        />
        <PasswordInput
          label="Password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          data-autofocus={known !== undefined || undefined}
          required
          withAsterisk={false}
        />
        {login.error && <ProblemView problem={login.error.document.status === 401 ? REFUSED : login.error.document} />}
        <Button type="submit" fullWidth mt={4} loading={login.isPending}>
          Log in
        </Button>
      </Stack>
    </form>
  )
}

const REFUSED = { title: 'This did not match', detail: 'The user or the password is not right.', remedy: 'Check both; capital letters count in the password.' }
