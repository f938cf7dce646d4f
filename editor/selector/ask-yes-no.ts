import { make } from './make.ts'

export interface Question {
  title: string
  text: string
  yes: string
  no: string
  /** Where the dialog is put. */
  host: Node
}

/** Asks in a modal dialog; Escape is no. The focus starts on "no" and returns to where it was. */
export function askYesNo({ title, text, yes, no, host }: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (value: string): HTMLElement =>
      make(
        'button',
        { type: 'button', part: 'button', class: value === 'yes' ? 'danger' : '', autofocus: value === 'no', onclick: () => dialog.close(value) },
        [value === 'yes' ? yes : no],
      )
    const dialog = make('dialog', { part: 'dialog', 'aria-labelledby': 'ask-title', 'aria-describedby': 'ask-text' }, [
      make('h2', { id: 'ask-title' }, [title]),
      make('p', { id: 'ask-text' }, [text]),
      make('div', { class: 'row' }, [answer('yes'), answer('no')]),
    ])
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'yes')
    })
    // Keys of the dialog are not those of the screen behind it.
    dialog.addEventListener('keydown', (event) => event.stopPropagation())
    host.appendChild(dialog)
    dialog.showModal()
  })
}
