// The seven places of the app: a column on wide screens, a bar at the bottom on phones. Badges count what waits for an answer.

import { VisuallyHidden } from '@mantine/core'
import {
  IconChartDots3,
  IconDatabase,
  IconId,
  IconList,
  IconSettings,
  IconShieldCheck,
  IconTerminal2,
} from '@tabler/icons-react'
import { Link, useLocation } from 'wouter'
import { useEngineState } from '../engine/context.ts'
import { ROUTE } from '../routes.ts'
import classes from './shell.module.css'
import { SHELL } from './strings.ts'

const PLACES = [
  { route: ROUTE.keyring, label: SHELL.keyring, Icon: IconId },
  { route: ROUTE.policies, label: SHELL.policies, Icon: IconShieldCheck },
  { route: ROUTE.console, label: SHELL.console, Icon: IconTerminal2 },
  { route: ROUTE.data, label: SHELL.data, Icon: IconDatabase },
  { route: ROUTE.spores, label: SHELL.spores, Icon: IconList },
  { route: ROUTE.peers, label: SHELL.peers, Icon: IconChartDots3 },
  { route: ROUTE.settings, label: SHELL.settings, Icon: IconSettings },
] as const

export function Navigation() {
  const [location] = useLocation()
  const meetings = useEngineState((state) => state.meetings)
  const policies = useEngineState((state) => state.policies)
  const waiting: Readonly<Record<string, number>> = {
    [ROUTE.keyring]: (meetings ?? []).filter((meeting) => meeting.state === 'waiting-for-me').length,
    [ROUTE.policies]: (policies ?? []).filter((policy) => policy.status === 'offered').length,
  }
  return (
    <nav aria-label={SHELL.main} className={classes['nav']}>
      <VisuallyHidden role="status">{announcement(waiting)}</VisuallyHidden>
      <ul>
        {PLACES.map(({ route, label, Icon }) => {
          const isHere = [route, ...(BELOW[route] ?? [])].some((each) => isUnder(location, each))
          const count = waiting[route] ?? 0
          return (
            <li key={route}>
              <Link href={route} aria-current={isHere ? 'page' : undefined} className={classes['place']}>
                <Icon size={20} stroke={1.75} aria-hidden="true" />
                <span>{label}</span>
                {count > 0 && (
                  <span className={classes['badge']} aria-label={SHELL.waiting(count)}>
                    {count}
                  </span>
                )}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

/** Screens that are reached from a place, and have an address of their own. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  [ROUTE.policies]: [ROUTE.evidence],
  [ROUTE.spores]: [ROUTE.proofs],
}

const isUnder = (location: string, route: string): boolean =>
  location === route || location.startsWith(`${route}/`)

/** Read aloud when it changes: somebody waits for an answer, whatever screen one is on. */
const announcement = (waiting: Readonly<Record<string, number>>): string =>
  PLACES.filter(({ route }) => (waiting[route] ?? 0) > 0)
    .map(({ route, label }) => `${label}: ${SHELL.waiting(waiting[route] ?? 0)}`)
    .join('. ')
