// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { act, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { KeysDialog } from '../../../editor/pages/frame/keys-dialog.tsx'
import { PageActionsProvider, usePageActions } from '../../../editor/ui/page-actions.tsx'
import { addBrowserParts } from '../../support/browser-parts.ts'

let root: Root | undefined
const called: string[] = []
beforeAll(addBrowserParts)
afterEach(() => act(() => root?.unmount()))

/** Writes what is typed when its field is left. */
function Screen() {
  const [written, setWritten] = useState('')
  usePageActions([
    { id: 'save', label: 'Save', shortcut: 'mod+S', disabled: written === '', run: () => called.push(`save ${written}`) },
    { id: 'next', label: 'Next', shortcut: 'J', run: () => called.push('next') },
  ])
  return <input aria-label="Key" onBlur={(event) => setWritten(event.currentTarget.value)} />
}

test('a key with Ctrl holds in a text field, and takes what is typed there; a letter is typed', async () => {
  const host = document.body.appendChild(document.createElement('main'))
  root = createRoot(host)
  await act(async () =>
    root?.render(
      <MantineProvider env="test">
        <PageActionsProvider>
          <Screen />
          <KeysDialog opened={false} onClose={() => undefined} />
        </PageActionsProvider>
      </MantineProvider>,
    ),
  )
  const field = host.querySelector('input')!
  field.focus()
  field.value = 'segment'
  const press = (init: KeyboardEventInit): Promise<void> =>
    act(async () => {
      field.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }))
      await new Promise((done) => requestAnimationFrame(done))
    })
  await press({ key: 'j', code: 'KeyJ' })
  expect(called).toEqual([])
  await press({ key: 's', code: 'KeyS', ctrlKey: true })
  expect(called).toEqual(['save segment'])
  expect(document.activeElement).toBe(field)
})
