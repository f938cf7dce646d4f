import { notifications } from '@mantine/notifications'
import { IconInfoCircle } from '@tabler/icons-react'

/** Says why something was not done; the same words are not shown twice at a time. */
export function tell(message: string): void {
  notifications.hide(message)
  notifications.show({ id: message, message, color: 'gray', icon: <IconInfoCircle size={18} />, autoClose: 6_000, withBorder: true })
}
