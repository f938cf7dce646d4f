import { Button, Group, Modal } from '@mantine/core'
import { useMapper } from './mapper-context.ts'
import classes from './panels.module.css'

/** Asks before several lines are drawn at once. */
export function BatchDialog() {
  const { waiting, settle } = useMapper()
  return (
    <Modal opened={waiting !== undefined} onClose={() => settle(false)} title={`Map ${waiting?.made.length ?? 0} fields by equal name?`}>
      <ul className={classes.batch}>
        {waiting?.made.map((line) => {
          const [source, target] = line.split(' -> ')
          return (
            <li key={line}>
              <code>{source}</code> to <code>{target}</code>
            </li>
          )
        })}
      </ul>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => settle(false)}>
          Cancel
        </Button>
        <Button data-autofocus onClick={() => settle(true)}>
          Map {waiting?.made.length ?? 0} fields
        </Button>
      </Group>
    </Modal>
  )
}
