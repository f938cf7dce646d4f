import { SegmentedControl } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useState } from 'react'
import type { LineageAnswer, LineageField, LineageLink } from '../../../server/model/lineage.ts'
import { PII_WORDS } from '../../ui/pii-words.ts'
import { PersonalMark } from '../../ui/personal-mark.tsx'
import classes from './lineage.module.css'
import { groupLinks, placeWords, type End, type How } from './lineage-groups.ts'
import { Some } from './some.tsx'
import { LineageGroupCard } from './lineage-group-card.tsx'

type Shown = How | 'all'

/** The field in the middle, where it comes from on the left and where it goes on the right. */
export function LineageView({ answer }: { answer: LineageAnswer }) {
  const [shown, setShown] = useState<Shown>('all')
  const keep = ({ how }: LineageLink): boolean => shown === 'all' || how === shown
  const count = (how: How): number => [...answer.comesFrom, ...answer.reaches].filter((link) => link.how === how).length
  return (
    <>
      <SegmentedControl
        className={classes.filter ?? ''}
        aria-label="Which links are shown"
        size="xs"
        value={shown}
        onChange={setShown}
        data={[
          { value: 'all', label: 'All links' },
          { value: 'copied', label: `Copied ${count('copied')}` },
          { value: 'computed', label: `Computed ${count('computed')}` },
          { value: 'decides', label: `Decides ${count('decides')}` },
        ]}
      />
      <div className={classes.columns}>
        <Side title="Comes from" end="from" asked={answer.field.path} links={answer.comesFrom.filter(keep)} none="No flow fills it." />
        <Arrow />
        <FieldCard field={answer.field} />
        <Arrow />
        <Side title="Goes to" end="to" asked={answer.field.path} links={answer.reaches.filter(keep)} none="No flow sends it anywhere." />
      </div>
    </>
  )
}

function Arrow() {
  return (
    <span className={classes.arrow} aria-hidden>
      <IconArrowRight size={20} stroke={1.5} />
    </span>
  )
}

interface SideProps {
  title: string
  end: End
  asked: string
  links: LineageLink[]
  none: string
}

function Side({ title, end, asked, links, none }: SideProps) {
  const groups = groupLinks(links, end)
  return (
    <section className={classes.side} aria-label={title}>
      <h2 className={classes.sideTitle}>
        {title} <span className={classes.count}>{links.length}</span>
      </h2>
      {groups.length === 0 && <p className={classes.none}>{none}</p>}
      <Some list={groups} most={30} what="places">
        {(group) => <LineageGroupCard key={group.place} group={group} end={end} asked={asked} />}
      </Some>
    </section>
  )
}

function FieldCard({ field }: { field: LineageField }) {
  const { name, what } = placeWords(field)
  const words = PII_WORDS[field.pii as keyof typeof PII_WORDS] as string | undefined
  return (
    <section className={classes.field} aria-label="The field">
      <p className={classes.fieldPlace}>
        {what} · {name}
      </p>
      <h1 className={classes.fieldPath}>{field.path === '' ? 'all of it' : field.path}</h1>
      {words && (
        <p className={classes.fieldTag}>
          <PersonalMark tag={field.pii} /> {words}
        </p>
      )}
    </section>
  )
}
