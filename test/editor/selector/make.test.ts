// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { fill, make } from '../../../editor/selector/make.ts'

test('texts become text, never markup', () => {
  const node = make('p', { title: '"><script>1</script>' }, ['<img src=x onerror=alert(1)>', null, false, undefined])
  expect(node.children.length).toBe(0)
  expect(node.textContent).toBe('<img src=x onerror=alert(1)>')
  expect(node.getAttribute('title')).toBe('"><script>1</script>')
})

test('attributes that are false or missing are left out, functions listen', () => {
  let pressed = 0
  const button = make('button', { disabled: false, hidden: true, 'data-x': 0, onclick: () => void (pressed += 1) }, ['Go'])
  button.click()
  expect([...button.attributes].map(({ name, value }) => [name, value])).toEqual([
    ['hidden', ''],
    ['data-x', '0'],
  ])
  expect(pressed).toBe(1)
  fill(button, ['Stop'])
  expect(button.textContent).toBe('Stop')
})
