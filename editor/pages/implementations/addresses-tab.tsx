import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { AddressMapping } from '../../../server/model/crm-configuration.ts'
import { fieldColumn, type GridColumn } from '../../ui/grid/grid-column.ts'
import { GridTable } from '../../ui/grid/grid-table.tsx'
import { EmptyState, Panel } from '../../ui/page.tsx'
import { addAddress, ADDRESS_PARTS, replaceAt } from './configuration-edits.ts'
import { problemAt } from './configuration-place.ts'
import classes from './implementation.module.css'
import type { ScreenPart } from './screen-part.ts'

const TITLES = { line1: 'Line 1', line2: 'Line 2', city: 'City', postalCode: 'Postal code', country: 'Country', region: 'Region' } as const

function columnsOver(keys: readonly string[]): readonly GridColumn<AddressMapping>[] {
  const choices = keys.map((value) => ({ value, label: value }))
  return [
    fieldColumn('id', 'Address', { late: true, most: 63, width: 104 }),
    ...ADDRESS_PARTS.map((part) => fieldColumn<AddressMapping>(part, TITLES[part], { kind: 'choice', choices, optional: true, width: 96 })),
    fieldColumn('invoice', 'Invoice', { kind: 'check', width: 60, hint: 'Used for invoices' }),
    fieldColumn('shipping', 'Shipping', { kind: 'check', width: 70, hint: 'Used for deliveries' }),
    fieldColumn('default', 'Default', { kind: 'check', width: 66 }),
  ]
}

/** Which flat properties of the CRM make an address. */
export function AddressesTab({ work, findings, at, readOnly }: ScreenPart) {
  const { addresses, properties } = work.draft.configuration
  const keys = properties
    .filter(({ role }) => role === 'address')
    .map(({ apiKey }) => apiKey)
    .join(' ')
  const columns = useMemo(() => columnsOver(keys.split(' ').filter(Boolean)), [keys])
  const put = (make: (addresses: readonly AddressMapping[]) => AddressMapping[], mark?: string): void =>
    work.edit((now) => ({ ...now, addresses: make(now.addresses) }), mark)
  return (
    <>
      <div className={classes.tools}>
        <span className={classes.dim}>Properties that mean &ldquo;part of an address&rdquo; are put together here, and taken apart again.</span>
        {!readOnly && (
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => work.edit(addAddress)}>
            Add an address
          </Button>
        )}
      </div>
      {addresses.length === 0 ? (
        <Panel>
          <EmptyState title="No addresses">Customers are shown without an address.</EmptyState>
        </Panel>
      ) : (
        <GridTable
          label="Addresses"
          rows={addresses}
          columns={columns}
          nameOf={({ id }) => id}
          onChange={(index, next, column) => put((now) => replaceAt(now, index, next), `addresses.${index}.${column}`)}
          problemOf={(entry, field) => problemAt(findings, { tab: 'addresses', entry, field, first: 'id' })}
          open={at.entry}
          readOnly={readOnly}
          onRemove={(index) => put((now) => now.toSpliced(index, 1))}
        />
      )}
    </>
  )
}
