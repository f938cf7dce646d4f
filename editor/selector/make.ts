export type Child = Node | string | null | undefined | false
type Attributes = Readonly<Record<string, string | number | boolean | null | undefined | ((event: never) => void)>>

/**
 * Makes an element. Attributes that are false, null or undefined are left out; `true` is the empty attribute; a function under `onclick` and the like listens.
 * Texts become text nodes, never markup.
 */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, children: readonly Child[] = []): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as unknown as EventListener)
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...kept(children))
  return element
}

/** Puts other children into an element. */
export const fill = (element: Element, children: readonly Child[]): void => element.replaceChildren(...kept(children))

const kept = (children: readonly Child[]): (Node | string)[] =>
  children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false)
