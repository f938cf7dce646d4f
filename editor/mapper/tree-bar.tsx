import { ActionIcon, CloseButton, Menu, SegmentedControl, TextInput } from '@mantine/core'
import { IconDots, IconRoute, IconSearch } from '@tabler/icons-react'
import { memo } from 'react'
import { Link } from 'wouter'
import { namesOf } from '../document/mapping-path.ts'
import { AddTarget } from './add-target.tsx'
import { useMapper } from './mapper-context.ts'
import classes from './mapper.module.css'
import type { TreeScope, TreeState } from './use-tree.ts'

/** Search, filter and folding of one tree. */
export const TreeBar = memo(function TreeBar({ side, tree }: { side: 'source' | 'target'; tree: TreeState }) {
  const title = side === 'source' ? 'Source' : 'Target'
  return (
    <div className={classes.treeBar}>
      <h2 className={classes.treeTitle}>{title}</h2>
      <Origin side={side} />
      <TextInput
        size="xs"
        style={{ flex: '1 1 0', minWidth: 90 }}
        aria-label={`Search ${side} fields`}
        placeholder={`Search ${tree.total} fields`}
        leftSection={<IconSearch size={14} />}
        rightSection={tree.search !== '' && <CloseButton size="xs" aria-label="Clear the search" onClick={() => tree.setSearch('')} />}
        value={tree.search}
        onChange={(event) => tree.setSearch(event.currentTarget.value)}
      />
      <SegmentedControl
        size="xs"
        aria-label={`Show which ${side} fields`}
        value={tree.scope}
        onChange={(value) => tree.setScope(value as TreeScope)}
        data={[
          { value: 'all', label: 'All' },
          { value: 'mapped', label: 'Mapped' },
          { value: 'open', label: side === 'source' ? 'Lost' : 'Unmapped' },
        ]}
      />
      {side === 'target' && <AddTarget />}
      <TreeMenu side={side} tree={tree} />
    </div>
  )
})

function Origin({ side }: { side: 'source' | 'target' }) {
  const { model, samples } = useMapper()
  if (side === 'source' && model.inferred && samples.length > 0)
    return <span className={classes.origin}>read from {samples.length === 1 ? 'one sample' : `${samples.length} samples`}</span>
  return side === 'target' && model.free ? <span className={classes.origin}>no schema</span> : null
}

function TreeMenu({ side, tree }: { side: 'source' | 'target'; tree: TreeState }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`More for the ${side} tree`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <TreeMenuItems side={side} tree={tree} />
      </Menu.Dropdown>
    </Menu>
  )
}

/** Apart from the menu, so that a keystroke in a row draws neither while the menu is closed. */
function TreeMenuItems({ side, tree }: { side: 'source' | 'target'; tree: TreeState }) {
  const { model } = useMapper()
  return (
    <>
      <Menu.Item onClick={() => tree.unfoldAll()}>Unfold all</Menu.Item>
      <Menu.Item onClick={() => tree.foldAll()}>Fold all</Menu.Item>
      <Menu.Item onClick={() => tree.unfoldTo(side === 'source' ? model.used : model.rows.keys())}>Unfold what is mapped</Menu.Item>
      <Menu.Divider />
      <Menu.Item onClick={() => tree.setRequiredFirst(!tree.requiredFirst)}>{tree.requiredFirst ? 'Schema order' : 'Required first'}</Menu.Item>
      <LineageItem side={side} tree={tree} />
    </>
  )
}

/** Where the active field comes from and goes to, over all flows. */
function LineageItem({ side, tree }: { side: 'source' | 'target'; tree: TreeState }) {
  const { model, links } = useMapper()
  const field = tree.active === undefined ? undefined : (side === 'source' ? model.sources : model.targets).get(tree.active)
  const to = field && !field.unknown ? links.lineage(side, namesOf(field.steps)) : undefined
  if (!field || to === undefined) return null
  return (
    <Menu.Item component={Link} href={to} leftSection={<IconRoute size={14} />}>
      Lineage of {field.key}
    </Menu.Item>
  )
}
