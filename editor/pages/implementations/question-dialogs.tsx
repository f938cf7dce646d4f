import { Button, Group, Modal } from '@mantine/core'
import { ComparisonList } from './change-list.tsx'
import classes from './implementation.module.css'
import type { ImplementationDraft } from './use-implementation-draft.ts'
import type { Saving } from './use-saving.ts'

/** Structural changes, and what they touch: saved only when that is confirmed. */
export function ConfirmChanges({ work, saving }: { work: ImplementationDraft; saving: Saving }) {
  const { question } = saving
  const opened = question?.ask === 'confirm'
  return (
    <Modal opened={opened} onClose={saving.leave} title="Save structural changes?" size="lg">
      {opened && (
        <>
          <p className={classes.first}>
            Flows, discounts and callers may rely on what they change. Version {work.base.value.version} is kept and can be restored; calls under way end on it.
          </p>
          <ComparisonList comparison={question.comparison} client={work.draft.client} label="Changes to confirm" />
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={saving.leave}>
              Cancel
            </Button>
            <Button loading={saving.busy} onClick={saving.confirm}>
              Save as version{' '}
              {question.comparison.changes.some((change) => change.class === 'structural') ? work.base.value.version + 1 : work.base.value.version}
            </Button>
          </Group>
        </>
      )}
    </Modal>
  )
}

/** Somebody else saved meanwhile: what differs, and the choice between the two. */
export function ConflictDialog({ work, saving }: { work: ImplementationDraft; saving: Saving }) {
  const { question } = saving
  const opened = question?.ask === 'conflict'
  const takeTheirs = (): void => {
    if (question?.ask === 'conflict') work.take(question.theirs)
    saving.leave()
  }
  const keepMine = (): void => {
    if (question?.ask === 'conflict') work.take(question.theirs, 'keep')
    saving.leave()
  }
  return (
    <Modal opened={opened} onClose={saving.leave} title="This implementation was changed elsewhere" size="lg">
      {opened && (
        <>
          <p className={classes.first}>
            Stored is revision {question.theirs.revision} (version {question.theirs.value.version}). If you keep yours, it is not saved yet: look at the
            differences, then save.
          </p>
          <h3>From theirs to yours</h3>
          <ComparisonList comparison={question.comparison} client={work.draft.client} label="From theirs to yours" />
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={takeTheirs}>
              Take theirs
            </Button>
            <Button onClick={keepMine}>Keep mine</Button>
          </Group>
        </>
      )}
    </Modal>
  )
}
