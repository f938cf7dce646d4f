import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconDots } from '@tabler/icons-react'
import { isFinal, type RunVerb } from '../desk/run-verbs.ts'
import classes from './detail.module.css'
import { shownActions, type RunSubject } from './run-actions.ts'

/** What can be done with the run: the likely two as buttons, the others in a menu, and the ways to its neighbours in the list. */
export function RunBar({ subject }: { subject: RunSubject }) {
  const { first, more } = shownActions(subject)
  const neighbours = subject.previous !== undefined || subject.next !== undefined
  if (first.length === 0 && !neighbours) return null
  return (
    <div className={classes.bar} role="toolbar" aria-label="What can be done">
      {first.map((action, index) => (
        <Button key={action.id} variant={index === 0 && isMain(action.id) ? 'filled' : 'default'} color={look(action.id)} onClick={() => action.apply(subject)}>
          {action.label}
        </Button>
      ))}
      {more.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="default" leftSection={<IconDots size={16} />}>
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map((action) => (
              <Menu.Item key={action.id} c={look(action.id) && 'var(--mantine-color-error)'} onClick={() => action.apply(subject)}>
                {action.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {neighbours && <Neighbours subject={subject} />}
    </div>
  )
}

/** What moves a document on that stands still; where nothing does, no button stands out. */
const isMain = (id: string): boolean => id === 'retry' || id === 'resume'

const look = (id: string): 'red' | undefined => (isFinal(id as RunVerb) ? 'red' : undefined)

function Neighbours({ subject }: { subject: RunSubject }) {
  const { previous, next, open } = subject
  return (
    <span className={classes.neighbours}>
      <Tooltip label="Previous run (K)">
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label="Previous run"
          disabled={previous === undefined}
          onClick={() => previous && open(previous)}
        >
          <IconArrowUp size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Next run (J)">
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Next run" disabled={next === undefined} onClick={() => next && open(next)}>
          <IconArrowDown size={16} />
        </ActionIcon>
      </Tooltip>
    </span>
  )
}
