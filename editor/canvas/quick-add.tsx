import { Modal } from '@mantine/core'
import { useState } from 'react'
import { type Addable, searchAddables } from '../document/addables.ts'
import { ChoiceList } from './choice-list.tsx'
import { NodeIcon } from './node-icon.tsx'

export interface QuickAddProps {
  opened: boolean
  /** Already narrowed to what fits where it goes. */
  addables: readonly Addable[]
  /** Where it goes, in words. */
  where: string
  onAdd: (addable: Addable) => void
  onClose: () => void
}

/** A searchable list of everything that fits; opens with `/` or when a wire is dropped on the empty canvas. */
export function QuickAdd({ opened, addables, where, onAdd, onClose }: QuickAddProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Add a node ${where}`} size={480} yOffset="12vh" transitionProps={{ duration: 0 }}>
      {opened && <AddList addables={addables} onAdd={onAdd} />}
    </Modal>
  )
}

function AddList({ addables, onAdd }: Pick<QuickAddProps, 'addables' | 'onAdd'>) {
  const [query, setQuery] = useState('')
  const found = searchAddables(addables, query)
  const choices = found.map((each) => ({ id: each.id, title: each.title, detail: each.connection ?? each.summary, icon: <NodeIcon name={each.icon} /> }))
  const choose = (id: string): void => {
    const addable = found.find((each) => each.id === id)
    if (addable) onAdd(addable)
  }
  return <ChoiceList label="Search kinds and operations" choices={choices} query={query} onQuery={setQuery} onChoose={choose} />
}
