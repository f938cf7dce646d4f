import { Button, Group, Modal } from '@mantine/core'
import { useMapper } from './mapper-context.ts'

/** Asks what becomes of rows whose targets are written already. */
export function PasteDialog() {
  const { clipboard } = useMapper()
  const { asking, answer } = clipboard
  const all = asking?.fragment.rows.length ?? 0
  const written = asking?.written ?? 0
  const rest = all - written
  return (
    <Modal
      opened={asking !== undefined}
      onClose={() => answer(undefined)}
      title={`${written} of ${all} targets ${written === 1 ? 'is' : 'are'} written already`}
    >
      <p style={{ margin: 0 }}>
        {rest > 0 ? 'What is not written yet is pasted either way. ' : ''}
        Replacing takes the present rows of these targets out; undo brings them back.
      </p>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => answer(undefined)}>
          Cancel
        </Button>
        <Button variant={rest > 0 ? 'default' : 'filled'} data-autofocus={rest === 0 || undefined} onClick={() => answer('replace')}>
          Replace {written === 1 ? 'it' : `these ${written}`}
        </Button>
        {rest > 0 && (
          <Button data-autofocus onClick={() => answer('skip')}>
            {rest === 1 ? 'Paste only the other one' : `Paste only the other ${rest}`}
          </Button>
        )}
      </Group>
    </Modal>
  )
}
