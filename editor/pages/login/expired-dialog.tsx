import { Modal } from '@mantine/core'
import { LoginForm } from './login-form.tsx'
import classes from './login.module.css'

/** Asks for a new login over the screen, so that nothing on it is lost. */
export function ExpiredDialog({ opened, user }: { opened: boolean; user: string }) {
  return (
    <Modal
      opened={opened}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Your session has ended"
      size="sm"
    >
      <p className={classes.hint}>Log in again to go on where you are.</p>
      {opened && <LoginForm user={user} />}
    </Modal>
  )
}
