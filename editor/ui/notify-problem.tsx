import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import type { ProblemText } from './problem-view.tsx'

/** Shows a problem in the corner until it is dismissed; the same problem twice shows once. */
export function notifyProblem(problem: ProblemText): void {
  const id = `${problem.title} ${problem.detail}`
  notifications.hide(id)
  notifications.show({
    id,
    title: problem.title,
    message: `${problem.detail} ${problem.remedy}`,
    color: 'red',
    icon: <IconAlertTriangle size={18} />,
    autoClose: 12_000,
    withBorder: true,
  })
}

/** Says in a few words that something was done. */
export function notifyDone(message: string): void {
  notifications.show({ message, icon: <IconCheck size={18} />, autoClose: 4_000, withBorder: true })
}
