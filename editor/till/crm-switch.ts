import { make } from '../selector/make.ts'
import { askAsEditor } from './sign-in.ts'

/** Takes the sandbox CRM down and up again, for whoever is logged into the editor; hidden for others. */
export function crmSwitch(changed: () => void): HTMLElement {
  const known = { down: false }
  const show = (state: unknown): void => {
    if (typeof state !== 'object' || state === null) return
    known.down = (state as { down: boolean }).down
    button.hidden = false
    button.textContent = known.down ? 'Bring the sandbox CRM up' : 'Take the sandbox CRM down'
  }
  const flip = async (): Promise<void> => {
    show(await askAsEditor('/demo/till/crm', { down: !known.down }).catch(() => undefined))
    changed()
  }
  const button = make('button', { type: 'button', hidden: true, onclick: () => void flip() })
  void askAsEditor('/demo/till/crm', {})
    .then(show)
    .catch(() => undefined)
  return button
}
