import { IconArrowRight, IconAsterisk, IconCopy, IconGitFork, IconMathFunction } from '@tabler/icons-react'
import { Fragment } from 'react'
import { Link } from 'wouter'
import type { LineageHop, LineageLink } from '../../../server/model/lineage.ts'
import { Some } from './some.tsx'
import { Badge } from '../../ui/badge.tsx'
import { PersonalMark } from '../../ui/personal-mark.tsx'
import classes from './lineage.module.css'
import { hopAddress, lineageAddress, placeWords, type End, type LineageFlow, type LineageGroup } from './lineage-groups.ts'

/** The links at one entity or one side of an operation, by flow. */
export function LineageGroupCard({ group, end, asked }: { group: LineageGroup; end: End; asked: string }) {
  const [flow] = group.flows
  const { name, what } = placeWords(flow?.links[0]?.[end] ?? { kind: 'external', place: group.place })
  return (
    <div className={classes.group} role="group" aria-label={`${what} ${name}`}>
      <header className={classes.groupHead}>
        <h3 className={classes.groupName}>{name}</h3>
        <span className={classes.groupWhat}>{what}</span>
      </header>
      <Some list={group.flows} most={10} what="flows">
        {(each) => <FlowLinks key={each.flow} flow={each} end={end} asked={asked} />}
      </Some>
    </div>
  )
}

function FlowLinks({ flow, end, asked }: { flow: LineageFlow; end: End; asked: string }) {
  return (
    <div className={classes.flow}>
      <p className={classes.flowName}>
        <Link href={`/flows/${encodeURIComponent(flow.flow)}`}>{flow.name}</Link>
        <span>{flow.version === 0 ? 'draft, not published' : `version ${flow.version}`}</span>
      </p>
      <ul className={classes.links}>
        <Some list={flow.links} most={20} what="links">
          {(link, index) => <LinkItem key={index} link={link} end={end} asked={asked} />}
        </Some>
      </ul>
    </div>
  )
}

/** `asked` is the path that the page is about: another one at the near end is named. */
function LinkItem({ link, end, asked }: { link: LineageLink; end: End; asked: string }) {
  const far = link[end]
  const near = link[end === 'from' ? 'to' : 'from']
  const nearName = near.path === asked ? undefined : <span className={classes.near}>{near.path === '' ? 'all of it' : near.path}</span>
  return (
    <li className={classes.link}>
      <span className={classes.linkHead}>
        {end === 'to' && nearName && (
          <>
            {nearName} <IconArrowRight size={14} aria-label="to" />
          </>
        )}
        <Link href={lineageAddress(far.address)} className={classes.address}>
          {far.path === '' ? 'all of it' : far.path}
        </Link>
        <PersonalMark tag={far.pii} />
        {end === 'from' && nearName && (
          <>
            <IconArrowRight size={14} aria-label="to" /> {nearName}
          </>
        )}
        <How how={link.how} />
        {!link.exact && (
          <Badge tone="paused" icon={<IconAsterisk />}>
            depends on everything
          </Badge>
        )}
      </span>
      <span className={classes.way} aria-label="By way of">
        {link.via.map((hop, index) => (
          <Fragment key={index}>
            {index > 0 && <span aria-hidden>›</span>}
            <Hop flow={link.flow} hop={hop} />
          </Fragment>
        ))}
      </span>
    </li>
  )
}

function Hop({ flow, hop }: { flow: string; hop: LineageHop }) {
  return (
    <Link href={hopAddress(flow, hop)} title={hop.row === undefined ? 'Open the node' : 'Open the row of the mapping'}>
      {hop.name}
      {hop.target !== undefined && `: ${hop.target}`}
    </Link>
  )
}

const WORDS = {
  copied: { text: 'copied', title: 'Taken over as it is.', Icon: IconCopy },
  computed: { text: 'computed', title: 'Something is made of it.', Icon: IconMathFunction },
  decides: { text: 'decides', title: 'It decides what is sent, or whether; its value does not get there.', Icon: IconGitFork },
} as const

function How({ how }: { how: LineageLink['how'] }) {
  const { text, title, Icon } = WORDS[how]
  return (
    <span title={title}>
      <Badge tone={how === 'copied' ? 'wait' : 'neutral'} icon={<Icon />}>
        {text}
      </Badge>
    </span>
  )
}
