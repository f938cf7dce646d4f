import { Modal, Table } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { type PageAction, useRegisteredActions } from '../../ui/page-actions.tsx'
import { Keys } from './keys.tsx'

/** The keys of the present screen; also the place where they are bound. */
export function KeysDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const actions = useRegisteredActions().filter((action) => action.shortcut !== undefined)
  const bound = actions.filter((action) => !action.ownKey)
  useHotkeys(bound.filter((action) => isLetter(action) && !action.disabled).map((action) => [action.shortcut!, action.run]))
  // With Ctrl or Cmd nothing is typed: these hold in text fields as well, and what is typed there may be what enables them.
  useHotkeys(
    bound.filter((action) => !isLetter(action)).map((action) => [action.shortcut!, () => withWhatIsTyped(action.run)]),
    [],
  )
  return (
    <Modal opened={opened} onClose={onClose} title="Keys on this screen">
      <Table>
        <Table.Tbody>
          {actions.map((action) => (
            <Table.Tr key={action.id}>
              <Table.Td>{action.label}</Table.Td>
              <Table.Td ta="right">
                <Keys shortcut={action.shortcut!} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}

const isLetter = ({ shortcut }: PageAction): boolean => !shortcut!.startsWith('mod+')

/** Some fields write when they are left: the one where the keyboard is, is left for a moment. */
function withWhatIsTyped(run: () => void): void {
  const field = document.activeElement
  if (!(field instanceof HTMLElement) || field === document.body) return run()
  field.blur()
  requestAnimationFrame(() => {
    field.focus()
    run()
  })
}
