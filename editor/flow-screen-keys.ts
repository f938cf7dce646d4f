import { useEffect, useRef } from 'react'
import { shownKey } from './actions/action.ts'
import { actionForKey, FLOW_ACTIONS } from './actions/flow-actions.ts'
import type { FlowSubject } from './actions/flow-subject.ts'
import { usePageActions } from './ui/page-actions.tsx'

/** Is this a Mac, where Cmd does what Ctrl does elsewhere? */
export const onMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform)

/** Listens for the keys of the flow screen, and shows its actions in the command palette and the list of keys. */
export function useFlowKeys(subject: FlowSubject, covered: boolean): void {
  const newest = useRef({ subject, covered })
  useEffect(() => {
    newest.current = { subject, covered }
  })
  useEffect(() => {
    const press = (event: KeyboardEvent): void => act(event, newest.current)
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
  usePageActions(
    FLOW_ACTIONS.map((action) => ({
      id: `flow-${action.id}`,
      label: action.label,
      shortcut: shownKey(action),
      ownKey: true,
      disabled: !action.allowed(subject),
      run: () => action.apply(subject),
    })),
  )
}

function act(event: KeyboardEvent, { subject, covered }: { subject: FlowSubject; covered: boolean }): void {
  const target = event.target instanceof Element ? event.target : document.body
  if (event.defaultPrevented || document.querySelector('[role="dialog"], [role="menu"]')) return
  const typing = target.closest('input, textarea, select, [contenteditable="true"]') !== null
  const pressesButton = target.closest('button, a, summary') !== null && ['Enter', ' '].includes(event.key) && !event.ctrlKey && !event.metaKey
  const canvas = !covered && !pressesButton && (target === document.body || target.id === 'content' || target.closest('.react-flow') !== null)
  const action = actionForKey(event, { typing, canvas, mac: onMac() })
  if (!action || !action.allowed(subject)) return
  // An open list takes Escape for itself.
  if (action.id === 'back' && (covered || target.getAttribute('aria-expanded') === 'true')) return
  if (action.id === 'copy' && window.getSelection()?.isCollapsed === false) return
  event.preventDefault()
  action.apply(subject)
}
