// The header: the way home, who one is, how one is connected in words, lock, theme.

import { ActionIcon, useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconLock, IconMoon, IconSun } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useAction, useEngine, useEngineState } from '../engine/context.ts'
import type { ConnectionWords } from '../features/peers/view-model.ts'
import { ROUTE } from '../routes.ts'
import { nextScheme, SCHEME_NAME } from '../theme/color-scheme.ts'
import { Chip } from '../ui/chip.tsx'
import { Identicon } from '../ui/identicon.tsx'
import { Logo } from '../ui/logo.tsx'
import classes from './shell.module.css'
import { SHELL } from './strings.ts'

const ICON = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon } as const

export function Header({ connection }: { readonly connection: ConnectionWords }) {
  const engine = useEngine()
  const identity = useEngineState((state) => state.identity)
  const profile = useEngineState((state) => state.profile)
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const lock = useAction(() => engine.call('identity.lock', {}))
  const SchemeIcon = ICON[colorScheme]
  return (
    <header className={classes['header']}>
      <Link href={ROUTE.home} className={classes['home']} aria-label={SHELL.home}>
        <Logo />
      </Link>
      <div className={classes['me']}>
        {identity?.key !== undefined && <Identicon of={identity.key} size={28} />}
        <span className={classes['name']} title={identity?.name}>
          {identity?.name ?? ''}
        </span>
        {profile !== '' && <span className={classes['profile']}>{SHELL.profile(profile)}</span>}
      </div>
      <Link
        href={ROUTE.peers}
        className={classes['connection']}
        aria-label={`${SHELL.connection}: ${connection.short}`}
      >
        <Chip kind={connection.kind}>{connection.short}</Chip>
      </Link>
      <ActionIcon
        className={classes['theme'] ?? ''}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={SHELL.theme(SCHEME_NAME[colorScheme])}
        title={SHELL.theme(SCHEME_NAME[colorScheme])}
        onClick={() => setColorScheme(nextScheme(colorScheme))}
      >
        <SchemeIcon size={20} aria-hidden="true" />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={SHELL.lock}
        title={SHELL.lock}
        loading={lock.busy}
        onClick={() => void lock.run()}
      >
        <IconLock size={20} aria-hidden="true" />
      </ActionIcon>
    </header>
  )
}
