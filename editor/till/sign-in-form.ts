import { fill, make } from '../selector/make.ts'
import { tokenOfKey } from './sign-in.ts'

/** Asks for an API key, and gives what makes tokens from it. */
export function askForKey(): Promise<() => Promise<string>> {
  return new Promise((resolve) => {
    const wrong = make('p', { class: 'bad', role: 'alert', id: 'wrong' })
    const key = make('input', { id: 'key', type: 'password', autocomplete: 'off', required: true, 'aria-describedby': 'wrong' })
    const submit = async (event: SubmitEvent): Promise<void> => {
      event.preventDefault()
      const given = key.value.trim()
      try {
        const first = { token: (await tokenOfKey(given)) as string | undefined }
        resolve(async () => {
          const present = first.token ?? (await tokenOfKey(given))
          first.token = undefined
          return present
        })
      } catch (error) {
        wrong.textContent = `The key was not taken: ${error instanceof Error ? error.message : ''}`
        key.focus()
      }
    }
    const form = make('form', { class: 'panel', onsubmit: (event: SubmitEvent) => void submit(event) }, [
      make('h1', {}, ['Demo till']),
      make('p', {}, ['Nobody with the role integrator is logged into the editor in this browser. An API key of the client works as well.']),
      make('label', { for: 'key' }, ['API key']),
      key,
      wrong,
      make('div', { class: 'row' }, [
        make('button', { type: 'submit', class: 'primary' }, ['Open the till']),
        make('a', { href: '/' }, ['Log into the editor']),
      ]),
    ])
    fill(document.body, [make('main', { class: 'sign-in' }, [form])])
    key.focus()
  })
}
