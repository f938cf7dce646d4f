import { useEffect } from 'react'
import { useLocation, useSearch } from 'wouter'
import { type ConfigurationPlace, type ConfigurationTab, placeHref, TABS } from './configuration-place.ts'

/** The place that the address names, and the way to another one. */
export function usePlace(id: string, rest: string): { at: ConfigurationPlace; go: (place: ConfigurationPlace) => void } {
  const field = new URLSearchParams(useSearch()).get('field') ?? undefined
  const [, navigate] = useLocation()
  const [first, second] = rest.split('/')
  const tab: ConfigurationTab = TABS.find((each) => each === first) ?? 'properties'
  const entry = second === undefined || second === '' ? undefined : decodeURIComponent(second)
  return { at: { tab, entry, field }, go: (place) => navigate(placeHref(id, place)) }
}

/** Gives the focus to the field that the address names, as soon as it is there. */
export function useFocusAt({ tab, entry, field }: ConfigurationPlace): void {
  useEffect(() => {
    if (field === undefined && entry === undefined) return
    const found = fieldsAt(tab, { entry, field })[0]
    if (!found || found === document.activeElement) return
    found.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
    if (field !== undefined) found.focus({ preventScroll: true })
  }, [tab, entry, field])
}

/** Fields of the entry, those at or around the named one first. */
function fieldsAt(tab: ConfigurationTab, { entry, field }: { entry: string | undefined; field: string | undefined }): HTMLElement[] {
  const name = tab === 'header' || tab === 'connection' ? tab : entry
  const prefix = `${name}/`
  const own = [...document.querySelectorAll<HTMLElement>('main [data-at]')].filter((each) => each.dataset['at']?.startsWith(prefix))
  const wanted = (tab === 'header' ? field : field?.replace(/^options\.[^.]*\./, '')) ?? ''
  const fits = (each: HTMLElement): boolean => {
    const at = each.dataset['at']!.slice(prefix.length)
    return at === wanted || at.startsWith(`${wanted}.`) || wanted.startsWith(`${at}.`)
  }
  return [...own.filter(fits), ...own.filter((each) => !fits(each))]
}
