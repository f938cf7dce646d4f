import { Button, Group, Modal } from '@mantine/core'
import { useMemo } from 'react'
import type { Flow } from '../server/model/flow.ts'
import { flowChanges } from '../server/model/flow-changes.ts'
import { FlowView } from './canvas/flow-view.tsx'
import type { Specs } from './document/wire-refusal.ts'
import type { FlowScreenModel } from './flow-screen-use.ts'
import classes from './flow-screen.module.css'
import { ChangeList } from './inspector/comparison/change-list.tsx'

/** Somebody else saved the flow meanwhile: both sides, and the choice between them. */
export function ConflictDialog({ screen }: { screen: FlowScreenModel }) {
  const { state, specs } = screen
  const { theirs, flow } = state
  const changes = useMemo(() => (theirs ? flowChanges(theirs.flow, flow) : []), [flow, theirs])
  return (
    <Modal
      opened={theirs !== null}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="This flow was changed elsewhere"
      size={960}
    >
      {theirs && (
        <>
          <p>{`${theirs.savedBy} saved another draft at ${new Date(theirs.savedAt).toLocaleTimeString()}. If you take it, undo brings yours back; if you keep yours, it replaces the other one.`}</p>
          <div className={classes.sides}>
            <Side title="Here" flow={flow} specs={specs} />
            <Side title={`Saved by ${theirs.savedBy}`} flow={theirs.flow} specs={specs} />
          </div>
          <h3>From theirs to yours</h3>
          <div className={classes.difference}>
            <ChangeList changes={changes} before={theirs.flow} after={flow} label="From theirs to yours" />
          </div>
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={state.takeTheirs}>
              Take theirs
            </Button>
            <Button onClick={state.keepMine}>Keep mine</Button>
          </Group>
        </>
      )}
    </Modal>
  )
}

function Side({ title, flow, specs }: { title: string; flow: Flow; specs: Specs }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <div className={classes.side}>
        <FlowView flow={flow} specs={specs} small />
      </div>
    </section>
  )
}
