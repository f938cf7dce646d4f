/** One thing a person can do on a screen: keys, menus, toolbar and command palette are all drawn from it. */
export interface Action<Subject> {
  /** Unique on its screen. */
  readonly id: string
  readonly label: string
  /** Keys that do it, in Mantine's notation (`mod+Z`, `shift+L`, `/`); the first is shown. */
  readonly shortcuts?: readonly string[]
  /** Where its keys are heard: anywhere on the screen, or with the focus on the canvas only. */
  readonly where: 'screen' | 'canvas'
  /** Its keys are heard in text fields too. */
  readonly whileTyping?: boolean
  /** May it be done now? */
  allowed(subject: Subject): boolean
  apply(subject: Subject): void
}

/** The key that is shown beside the action. */
export const shownKey = (action: Action<never>): string | undefined => action.shortcuts?.[0]
