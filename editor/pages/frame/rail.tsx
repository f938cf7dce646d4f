import { Tooltip } from '@mantine/core'
import { Link, useLocation } from 'wouter'
import classes from './frame.module.css'
import { PLACES } from './places.tsx'

/** The slim rail at the left; at the bottom on a phone. */
export function Rail() {
  const [location] = useLocation()
  return (
    <nav className={classes.rail} aria-label="Places">
      <Link href="/flows" className={classes.mark} aria-label="Patchbay">
        <img src="/icon.svg" alt="" width={24} height={24} />
      </Link>
      {PLACES.map(({ href, label, Icon }) => (
        <Tooltip key={href} label={label} position="right">
          <Link
            href={href}
            className={classes.place}
            aria-label={label}
            aria-current={location === href || location.startsWith(`${href}/`) ? 'page' : undefined}
          >
            <Icon size={20} stroke={1.6} aria-hidden />
          </Link>
        </Tooltip>
      ))}
    </nav>
  )
}
