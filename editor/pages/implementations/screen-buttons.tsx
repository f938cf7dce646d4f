import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp, IconDeviceFloppy, IconDots, IconEye, IconEyeOff, IconRestore, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { useChange } from '../../api/use-api.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { type PageAction, usePageActions } from '../../ui/page-actions.tsx'
import { TABS } from './configuration-place.ts'
import classes from './implementation.module.css'
import type { ScreenPart } from './screen-part.ts'
import type { Saving } from './use-saving.ts'

interface ScreenButtonsProps {
  part: ScreenPart
  saving: Saving
  preview: boolean
  onPreview: () => void
}

/** What can be done with the implementation as a whole. */
export function ScreenButtons({ part, saving, preview, onPreview }: ScreenButtonsProps) {
  const { work, readOnly } = part
  const wrong = part.findings.find(({ severity }) => severity === 'error')
  const save = (): void => (wrong ? part.go(wrong.place) : saving.save())
  useActions(part, { save, onPreview, preview })
  return (
    <>
      <IconButton label={previewWord(preview)} onClick={onPreview}>
        {preview ? <IconEyeOff size={16} /> : <IconEye size={16} />}
      </IconButton>
      {!readOnly && (
        <>
          <IconButton label="Undo" disabled={!work.canUndo} onClick={work.undo}>
            <IconArrowBackUp size={16} />
          </IconButton>
          <IconButton label="Redo" disabled={!work.canRedo} onClick={work.redo}>
            <IconArrowForwardUp size={16} />
          </IconButton>
          <MoreMenu part={part} />
          <Button
            leftSection={<IconDeviceFloppy size={16} />}
            onClick={save}
            loading={saving.busy}
            disabled={!work.changed}
            title={wrong && 'Leads to the first problem'}
          >
            Save
          </Button>
        </>
      )}
    </>
  )
}

const previewWord = (shown: boolean): string => (shown ? 'Hide the preview' : 'Show the preview')

const cellKey = (id: string, shortcut: string, label: string): PageAction => ({ id, shortcut, label, ownKey: true, keysOnly: true, run: () => undefined })

/** Keys of the tables, for the list of keys. */
const CELL_KEYS = [
  cellKey('cell-next', 'Enter', 'In a table: the row below; with Shift the one above'),
  cellKey('cell-side', 'Arrows', 'In a table: from cell to cell'),
  cellKey('cell-open', 'Space', 'In a table: tick, or open a choice'),
  cellKey('cell-move', 'alt+Up', 'In a table: move the row up; with Down, down'),
]

/** The same for the command palette and the keys. */
function useActions(
  { work, readOnly, go }: ScreenPart,
  { save, onPreview, preview }: Pick<ScreenButtonsProps, 'onPreview' | 'preview'> & { save: () => void },
): void {
  const see: PageAction = { id: 'preview', label: previewWord(preview), shortcut: 'alt+P', run: onPreview }
  const places = TABS.map((tab) => ({ id: `tab-${tab}`, label: `Show: ${tab}`, run: () => go({ tab }) }))
  const edits = [
    { id: 'save', label: 'Save the implementation', shortcut: 'mod+S', disabled: !work.changed, run: save },
    { id: 'undo', label: 'Undo', shortcut: 'mod+Z', ownKey: true, disabled: !work.canUndo, run: work.undo },
    { id: 'redo', label: 'Redo', shortcut: 'mod+shift+Z', ownKey: true, disabled: !work.canRedo, run: work.redo },
    { id: 'discard', label: 'Discard what is not saved', disabled: !work.changed, run: work.discard },
  ]
  usePageActions(readOnly ? [see, ...places] : [...edits, ...CELL_KEYS, see, ...places])
}

function IconButton({ label, disabled = false, onClick, children }: { label: string; disabled?: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon className={classes.wideOnly} variant="subtle" color="gray" size="lg" aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}

function MoreMenu({ part: { work } }: { part: ScreenPart }) {
  const [deleting, setDeleting] = useState(false)
  const [, navigate] = useLocation()
  const remove = useChange('implementations.delete')
  const { id } = work.draft
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="More">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconArrowBackUp size={16} />} disabled={!work.canUndo} onClick={work.undo}>
            Undo the last edit
          </Menu.Item>
          <Menu.Item leftSection={<IconRestore size={16} />} disabled={!work.changed} onClick={work.discard}>
            Discard what is not saved
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => setDeleting(true)}>
            Delete the implementation
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={deleting}
        title="Delete this implementation"
        verb="Delete the implementation"
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ params: { id } }, { onSuccess: () => navigate('/implementations'), onSettled: () => setDeleting(false) })}
        onClose={() => setDeleting(false)}
      >
        Its configuration and the versions before are gone; export a package first if you may want them. One that a client uses cannot be deleted.
      </ConfirmDialog>
    </>
  )
}
