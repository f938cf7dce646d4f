import { Anchor, Button, Stack } from '@mantine/core'
import { useEffect, useState, type FormEvent } from 'react'
import { useLocation, useSearch } from 'wouter'
import { useTakeSession } from '../../api/session.tsx'
import { useChange, useEndpoint } from '../../api/use-api.tsx'
import { isPassword, isUserName, NewPasswordInput, UserNameInput } from '../account-fields.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { Door } from './door.tsx'
import classes from './login.module.css'

/** Creates the first user, by the one-time link `/setup?token=...` that the server printed. */
export function SetupPage() {
  const token = new URLSearchParams(useSearch()).get('token') ?? ''
  const setup = useEndpoint('setup.state')
  useEffect(() => {
    document.title = 'Set up - Patchbay'
  }, [])
  if (setup.data && !setup.data.needed) return <Closed />
  return (
    <Door title="Create the first user">
      <p className={classes.hint}>This user is an administrator and can add others later.</p>
      {token === '' ? <p>The link is not complete. Copy the whole set-up link that the server printed.</p> : <SetupForm token={token} />}
    </Door>
  )
}

function Closed() {
  return (
    <Door title="Patchbay is set up already">
      <p className={classes.hint}>The set-up link works once only. An administrator can add users or give a new password.</p>
      <Anchor href="/">Go to the login</Anchor>
    </Door>
  )
}

function SetupForm({ token }: { token: string }) {
  const [user, setUser] = useState('admin')
  const [password, setPassword] = useState('')
  const finish = useChange('setup.finish', { quiet: true })
  const takeSession = useTakeSession()
  const [, navigate] = useLocation()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const body = { token, user, password }
    finish.mutate({ body }, { onSuccess: (session) => (navigate('/flows', { replace: true }), takeSession(session)) })
  }
  const errors = finish.error?.fieldErrors() ?? {}
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <UserNameInput value={user} onChange={(event) => setUser(event.currentTarget.value)} error={errors['user']} autoComplete="username" />
        <NewPasswordInput value={password} onChange={(event) => setPassword(event.currentTarget.value)} error={errors['password']} autoFocus />
        {finish.error && !errors['user'] && !errors['password'] && <ProblemView problem={finish.error.document} />}
        <Button type="submit" fullWidth mt={4} loading={finish.isPending} disabled={!isUserName(user) || !isPassword(password)}>
          Create the user and log in
        </Button>
      </Stack>
    </form>
  )
}
