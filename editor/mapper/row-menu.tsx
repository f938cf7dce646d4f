import { ActionIcon, Menu } from '@mantine/core'
import { IconClipboard, IconCopy, IconCut, IconDots, IconLink, IconRoute } from '@tabler/icons-react'
import { memo } from 'react'
import { Link } from 'wouter'
import type { MappingRow } from '../../server/model/mapping.ts'
import { formatPath, namesOf } from '../document/mapping-path.ts'
import { useMapper } from './mapper-context.ts'

/** What else can be done with the active target field: its rows on the clipboard, its link, where its values come from and go to. */
export const RowMenu = memo(function RowMenu({ target }: { target: string }) {
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 100 }}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="More for this row">
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <RowMenuItems target={target} />
      </Menu.Dropdown>
    </Menu>
  )
})

/** Apart from the menu, so that a keystroke in the row draws neither while the menu is closed. */
function RowMenuItems({ target }: { target: string }) {
  const { canEdit, clipboard, links, choice, row } = useMapper()
  const many = choice.chosen.size > 1
  return (
    <>
      <Menu.Item leftSection={<IconCopy size={14} />} rightSection="Ctrl+C" disabled={!row && !many} onClick={clipboard.copy}>
        {many ? 'Copy the chosen rows' : 'Copy the row'}
      </Menu.Item>
      <Menu.Item leftSection={<IconCut size={14} />} rightSection="Ctrl+X" disabled={!canEdit || (!row && !many)} onClick={clipboard.cut}>
        {many ? 'Cut the chosen rows' : 'Cut the row'}
      </Menu.Item>
      <Menu.Item leftSection={<IconClipboard size={14} />} rightSection="Ctrl+V" disabled={!canEdit} onClick={clipboard.paste}>
        Paste rows
      </Menu.Item>
      {row && links.row(row.id) !== undefined && (
        <Menu.Item leftSection={<IconLink size={14} />} onClick={() => clipboard.copyLink(row.id)}>
          Copy the link to this row
        </Menu.Item>
      )}
      <LineageItems target={target} row={row} />
    </>
  )
}

function LineageItems({ target, row }: { target: string; row: MappingRow | undefined }) {
  const { model, links } = useMapper()
  const field = model.targets.get(target)
  const placed = model.placed.find((one) => one.row.id === row?.id)
  const items = [
    ...(field && !field.unknown ? [{ key: target, to: links.lineage('target', namesOf(field.steps)) }] : []),
    ...(placed?.reads ?? []).flatMap((path) => {
      const source = model.sources.get(formatPath(path))
      return source ? [{ key: source.key, to: links.lineage('source', source.steps) }] : []
    }),
  ]
  return (
    <>
      {items.map(
        ({ key, to }, i) =>
          to !== undefined && (
            <Menu.Item key={`${i} ${key}`} component={Link} href={to} leftSection={<IconRoute size={14} />}>
              Lineage of {key}
            </Menu.Item>
          ),
      )}
    </>
  )
}
