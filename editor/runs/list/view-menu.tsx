import { Button, Menu, Modal, TextInput } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconBookmark, IconCheck, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { FormButtons } from '../../ui/form-buttons.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { isFiltered, readRunFilter, writeRunFilter, type RunFilterState } from './run-filter.ts'
import { GIVEN_VIEWS, readViews, VIEWS_KEY, withView, type SavedView } from './saved-views.ts'

interface ViewMenuProps {
  filter: RunFilterState
  onChoose: (filter: RunFilterState) => void
}

/** Filters by name: those that are always there, and those that were saved in this browser. */
export function ViewMenu({ filter, onChoose }: ViewMenuProps) {
  const [views, setViews] = useSavedViews()
  const [saving, setSaving] = useState(false)
  const present = writeRunFilter({ ...filter, key: undefined })
  const choose = ({ search }: SavedView): void => onChoose(readRunFilter(new URLSearchParams(search)))
  const own = views.find((view) => view.search === present)
  const remove = ({ name }: SavedView): void => setViews(views.filter((view) => view.name !== name))
  useViewActions([...GIVEN_VIEWS, ...views], choose)
  return (
    <>
      <Menu position="bottom-start" width={260}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} />}>
            Views
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <ViewItems views={GIVEN_VIEWS} present={present} onChoose={choose} />
          {views.length > 0 && <Menu.Divider />}
          <ViewItems views={views} present={present} onChoose={choose} />
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={14} />} disabled={!isFiltered({ ...filter, key: undefined })} onClick={() => setSaving(true)}>
            Save this filter as a view
          </Menu.Item>
          {own && (
            <Menu.Item leftSection={<IconTrash size={14} />} onClick={() => remove(own)}>
              Delete the view “{own.name}”
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {saving && <SaveView onClose={() => setSaving(false)} onSave={(name) => setViews(withView(views, name, filter))} />}
    </>
  )
}

const useSavedViews = () =>
  useLocalStorage<SavedView[]>({
    key: VIEWS_KEY,
    defaultValue: [],
    getInitialValueInEffect: false,
    deserialize: readViews,
    serialize: (value) => JSON.stringify(value),
  })

const useViewActions = (views: readonly SavedView[], choose: (view: SavedView) => void): void =>
  usePageActions(views.map((view) => ({ id: `view-${view.name}`, label: `View: ${view.name}`, icon: <IconBookmark size={18} />, run: () => choose(view) })))

interface ViewItemsProps {
  views: readonly SavedView[]
  present: string
  onChoose: (view: SavedView) => void
}

function ViewItems({ views, present, onChoose }: ViewItemsProps) {
  return views.map((view) => (
    <Menu.Item key={view.name} rightSection={view.search === present ? <IconCheck size={14} aria-label="chosen" /> : null} onClick={() => onChoose(view)}>
      {view.name}
    </Menu.Item>
  ))
}

function SaveView({ onSave, onClose }: { onSave: (name: string) => void; onClose: () => void }) {
  const [name, setName] = useState('')
  const save = (): void => {
    if (name.trim() === '') return
    onSave(name.trim())
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title="Save this filter as a view">
      <form onSubmit={(event) => (event.preventDefault(), save())}>
        <TextInput
          label="Name"
          description="Kept in this browser."
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <FormButtons verb="Save" busy={false} disabled={name.trim() === ''} onCancel={onClose} />
      </form>
    </Modal>
  )
}
