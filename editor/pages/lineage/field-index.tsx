import { useMemo } from 'react'
import { Link } from 'wouter'
import type { LineageIndex } from '../../../server/model/lineage.ts'
import { DenseTable } from '../../ui/dense-table.tsx'
import { Panel, Section } from '../../ui/page.tsx'
import { PersonalMark } from '../../ui/personal-mark.tsx'
import classes from './lineage.module.css'
import { lineageAddress, placeWords } from './lineage-groups.ts'

/** The places whose fields flows move, each with its fields: what one begins with. */
export function FieldIndex({ index }: { index: LineageIndex }) {
  const places = useMemo(() => byPlace(index), [index])
  return (
    <Section title="Fields that flows move" description="Choose one to see where it comes from and where it goes.">
      <Panel flush>
        <DenseTable label="Fields that flows move" columns={['Place', 'Belongs to', 'Fields', 'Links in', 'Links out']}>
          {places.map(({ place, kind, pii, fields, comesFrom, reaches }) => (
            <tr key={place}>
              <td>
                <span className={classes.placeCell}>
                  <Link href={lineageAddress(place)} className={classes.address}>
                    {placeWords({ kind, place }).name}
                  </Link>
                  <PersonalMark tag={pii} />
                </span>
              </td>
              <td>{placeWords({ kind, place }).what}</td>
              <td>{fields}</td>
              <td>{comesFrom}</td>
              <td>{reaches}</td>
            </tr>
          ))}
        </DenseTable>
      </Panel>
    </Section>
  )
}

interface PlaceRow {
  place: string
  kind: LineageIndex[number]['field']['kind']
  /** Some field of it holds personal data. */
  pii: string | undefined
  fields: number
  comesFrom: number
  reaches: number
}

function byPlace(index: LineageIndex): PlaceRow[] {
  const places = new Map<string, PlaceRow>()
  for (const { field, comesFrom, reaches } of index) {
    const row = places.get(field.place) ?? { place: field.place, kind: field.kind, pii: undefined, fields: 0, comesFrom: 0, reaches: 0 }
    places.set(field.place, row)
    if (field.path !== '') row.fields += 1
    row.comesFrom += comesFrom
    row.reaches += reaches
    if (row.pii === undefined && field.pii !== undefined && field.pii !== 'none' && field.pii !== 'pseudo') row.pii = field.pii
  }
  return [...places.values()].toSorted((a, b) => a.kind.localeCompare(b.kind) || a.place.localeCompare(b.place))
}
