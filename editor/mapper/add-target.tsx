import { ActionIcon, Button, Group, Popover, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type FormEvent, memo, useState } from 'react'
import { parsePath } from '../document/mapping-path.ts'
import { useMapper } from './mapper-context.ts'

/** Adds a target path by its text: without a schema, and in fields that may hold any names. */
export function AddTarget() {
  const { canEdit } = useMapper()
  return canEdit ? <AddButton /> : null
}

const AddButton = memo(function AddButton() {
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus transitionProps={{ duration: 100 }}>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="Add a target path" title="Add a target path" onClick={() => setOpened(!opened)}>
          <IconPlus size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={12}>
        <PathForm onAdded={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
})

function PathForm({ onAdded }: { onAdded: () => void }) {
  const { addTarget } = useMapper()
  const [path, setPath] = useState('')
  const wrong = path !== '' && parsePath(path) === undefined
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (path === '' || wrong) return
    onAdded()
    addTarget(path)
  }
  return (
    <form onSubmit={submit}>
      <Group gap={8} align="end" wrap="nowrap">
        <TextInput
          size="xs"
          w={260}
          data-autofocus
          label="Target path"
          placeholder="address.city, emails[0].value"
          error={wrong ? 'Not a path; names with other characters stand in backticks.' : undefined}
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        <Button type="submit" disabled={path === '' || wrong}>
          Add
        </Button>
      </Group>
    </form>
  )
}
