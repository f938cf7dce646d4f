import type { Page } from 'playwright-core'

// Written as text: it runs in the page, where the helpers that tests are compiled with do not exist.
const WALK = `
  const host = document.querySelector('patchbay-customer-selector')
  const root = host.shadowRoot
  const visible = (element) => element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true }) && !element.closest('[hidden]')
  const all = (selector) => [...root.querySelectorAll(selector)].filter(visible)
  const textOf = (ids) => ids.split(' ').map((id) => root.getElementById(id)?.textContent ?? '').join(' ').trim()
  const nameOf = (element) =>
    element.getAttribute('aria-label') || textOf(element.getAttribute('aria-labelledby') ?? '') ||
    (element.labels?.length ? [...element.labels].map((label) => label.textContent).join(' ').trim() : '') || (/BUTTON|LEGEND/.test(element.tagName) ? element.textContent.trim() : '')
`

const FAULTS = `(() => { ${WALK}
  const faults = []
  for (const element of all('button, input, select, textarea, [role=grid], [role=listbox], [role=search], section, dialog')) if (!nameOf(element)) faults.push('no name: ' + element.outerHTML.slice(0, 120))
  for (const element of all('[aria-describedby], [aria-labelledby], [aria-controls]')) for (const name of ['aria-describedby', 'aria-labelledby', 'aria-controls'])
    for (const id of (element.getAttribute(name) ?? '').split(' ').filter(Boolean)) if (!root.getElementById(id)) faults.push(name + ' of nothing: ' + id)
  const ids = [...root.querySelectorAll('[id]')].map(({ id }) => id)
  for (const id of new Set(ids)) if (ids.filter((each) => each === id).length > 1) faults.push('id twice: ' + id)
  for (const grid of all('[role=grid]')) {
    if (grid.querySelectorAll('[role=row][tabindex="0"]').length !== 1) faults.push('not one row in the tab order')
    for (const row of grid.querySelectorAll('[role=row]')) if ([...row.children].some((cell) => !/^(gridcell|columnheader)$/.test(cell.getAttribute('role')))) faults.push('a row with something else than cells')
  }
  for (const list of all('[role=listbox]')) if ([...list.children].some((option) => option.getAttribute('role') !== 'option')) faults.push('a listbox with something else than options')
  if (!root.querySelector('[role=status][aria-live]')) faults.push('no live region')
  return faults
})()`

const SMALL = `(() => { ${WALK}
  const target = (element) => /checkbox|radio/.test(element.type) ? element.parentElement : element
  return all('button, input, select, textarea').map(target).filter((element) => { const box = element.getBoundingClientRect(); return box.height < 44 || box.width < 44 }).map((element) => element.outerHTML.slice(0, 120))
})()`

/** What a screen reader would stumble over on the present screen: missing names, broken relations, wrong children. */
export const findAccessFaults = (page: Page): Promise<string[]> => page.evaluate(FAULTS)

/** What is too small for a finger: less than 44 pixels. A checkbox counts with its label. */
export const smallTargets = (page: Page): Promise<string[]> => page.evaluate(SMALL)

/** Presses keys, then gives the key (`data-key`) of what has the focus in the selector. */
export async function focusOrder(page: Page, keys: readonly string[]): Promise<string | undefined> {
  for (const key of keys) await page.keyboard.press(key)
  return page.evaluate("document.querySelector('patchbay-customer-selector').shadowRoot.activeElement?.dataset.key")
}
