import { Button } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useMapper } from './mapper-context.ts'
import classes from './repair.module.css'

const rows = (count: number): string => (count === 1 ? '1 row no longer fits' : `${count} rows no longer fit`)

/** Says that rows name fields which a schema does not have any more, and leads to what could be done. */
export function RepairBanner() {
  const { repairs, panel, showPanel } = useMapper()
  const sides = (['source', 'target'] as const).flatMap((side) => {
    const count = new Set(repairs.settled.filter((one) => one.side === side).map(({ placed }) => placed.row.id)).size
    return count > 0 ? [`${rows(count)} the ${side}`] : []
  })
  if (sides.length === 0) return null
  return (
    <div className={classes.banner} role="status">
      <IconPlugConnectedX size={16} aria-hidden />
      <span className={classes.words}>{sides.join('; ')}. The rows are kept as they are.</span>
      {panel !== 'repairs' && (
        <Button size="compact-xs" h={24} variant="default" onClick={() => showPanel('repairs')}>
          Show what they could mean
        </Button>
      )}
    </div>
  )
}
