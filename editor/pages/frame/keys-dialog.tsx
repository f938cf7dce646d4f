import { Modal, Table } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useRegisteredActions } from '../../ui/page-actions.tsx'
import { Keys } from './keys.tsx'

/** The keys of the present screen; also the place where they are bound. */
export function KeysDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const actions = useRegisteredActions().filter((action) => action.shortcut !== undefined)
  useHotkeys(actions.filter((action) => !action.ownKey && !action.disabled).map((action) => [action.shortcut!, action.run]))
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
