import { useEffect } from 'react'
import { useEndpoint } from '../../api/use-api.tsx'
import { Door } from './door.tsx'
import { LoginForm } from './login-form.tsx'
import classes from './login.module.css'

/** Shown in place of any screen while nobody is logged in; the address stays, so that one is back where one was. */
export function LoginPage() {
  const setup = useEndpoint('setup.state')
  useEffect(() => {
    document.title = 'Log in - Patchbay'
  }, [])
  return (
    <Door title="Log in to Patchbay">
      {setup.data?.needed && <p className={classes.hint}>There is no user yet. Open the one-time set-up link that the server printed when it started.</p>}
      <LoginForm />
    </Door>
  )
}
