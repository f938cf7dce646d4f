import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import type { Client, CrmSwitch } from '../../../../server/model/client.ts'
import type { ImplementationView } from '../../../../server/model/implementation-endpoint.ts'
import { useAllowed } from '../../../api/session.tsx'
import { useEndpoint } from '../../../api/use-api.tsx'
import { When } from '../../../ui/when.tsx'
import { crmOf } from './crm-of.ts'
import classes from './last-switch.module.css'
import { type NameOf, namesOf } from './name-of.ts'
import type { Switch } from './use-switch.ts'

interface LastSwitchProps {
  client: Client
  own: readonly ImplementationView[]
  saving: Switch
  /** Something is edited and not saved. */
  changed: boolean
  readOnly: boolean
}

/** Who switched last, when and to what; the one before is one step away, asked about as every switch. */
export function LastSwitch({ client, own, saving, changed, readOnly }: LastSwitchProps) {
  const mayRead = useAllowed('operator')
  const last = useEndpoint('clients.switches', { params: { id: client.id } }, { enabled: mayRead }).data?.[0]
  if (!last) return null
  const nameOf = namesOf(own)
  const { enabled, implementation } = last.from
  const usable = implementation === null ? !enabled : own.some(({ value }) => value.id === implementation)
  return (
    <div className={classes.line} role="group" aria-label="Last switch">
      <span>
        Last switch: from <b>{wordsOf(last.from, nameOf)}</b> to <b>{wordsOf(last.to, nameOf)}</b> by {last.by}, <When at={last.at} />
      </span>
      {!readOnly && usable && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconArrowBackUp size={14} />}
          loading={saving.busy}
          disabled={changed}
          title={changed ? 'There are edits that are not saved.' : undefined}
          onClick={() => saving.save({ ...crmOf(client), enabled, implementation })}
        >
          Use the one before
        </Button>
      )}
    </div>
  )
}

const wordsOf = ({ enabled, implementation }: CrmSwitch['from'], nameOf: NameOf): string => (enabled ? nameOf(implementation) : 'not enabled')
