// What a tab shows instead of the app: while it starts, when it must not or cannot run the node, and after the node stopped.

import { Anchor, Button, Loader } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import { useEngineContext } from '../../engine/context.ts'
import type { Boot } from '../../engine/store.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { InfoNote } from '../../ui/note.tsx'
import { Logo } from '../../ui/logo.tsx'
import classes from './boot-screens.module.css'
import { BOOT } from './strings.ts'

export function Frame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · SporeDB`
  }, [title])
  return (
    <main className={classes['frame']}>
      <Logo />
      <div className={classes['card']}>
        <h1 className={classes['title']}>{title}</h1>
        {children}
      </div>
    </main>
  )
}

export function BootScreen({ boot }: { readonly boot: Exclude<Boot, { readonly phase: 'running' }> }) {
  const { takeOver } = useEngineContext()
  switch (boot.phase) {
    case 'starting':
      return (
        <main className={classes['frame']} aria-busy="true">
          <Loader size="sm" />
          <h1 className={classes['quiet']}>{BOOT.starting}</h1>
        </main>
      )
    case 'unsupported':
      return (
        <Frame title={BOOT.unsupported.title}>
          <p>{BOOT.unsupported.intro}</p>
          <ul>
            {boot.missing.map((part) => (
              <li key={part}>{part}</li>
            ))}
          </ul>
          <p>{BOOT.unsupported.next}</p>
        </Frame>
      )
    case 'bad-profile':
      return (
        <Frame title={BOOT.badProfile.title}>
          <p>{boot.message}.</p>
          <Anchor href="/">{BOOT.badProfile.next}</Anchor>
        </Frame>
      )
    case 'elsewhere':
      return (
        <Frame title={BOOT.elsewhere.title}>
          <p>{BOOT.elsewhere.why}</p>
          {boot.unanswered && <InfoNote tone="wait">{BOOT.elsewhere.unanswered}</InfoNote>}
          <UseItHere asking={boot.asking && !boot.unanswered} onClick={takeOver} />
        </Frame>
      )
    case 'moved':
      return (
        <Frame title={BOOT.moved.title}>
          <p>{BOOT.moved.why}</p>
          <UseItHere asking={false} onClick={takeOver} />
        </Frame>
      )
    case 'stopped':
      return <StoppedScreen message={boot.message} report={boot.report} />
  }
}

function UseItHere({ asking, onClick }: { readonly asking: boolean; readonly onClick: () => void }) {
  return (
    <div className={classes['actions']}>
      <Button onClick={onClick} disabled={asking}>
        {BOOT.elsewhere.use}
      </Button>
      <span role="status">{asking ? BOOT.elsewhere.asking : ''}</span>
    </div>
  )
}

function StoppedScreen({ message, report }: { readonly message: string; readonly report: string }) {
  const whole = `${message}\n\n${report}`
  return (
    <Frame title={BOOT.stopped.title}>
      <p>{BOOT.stopped.why}</p>
      <p>
        <strong>{message}</strong>
      </p>
      <p>{BOOT.stopped.next}</p>
      <pre className={classes['report']} tabIndex={0} aria-label={BOOT.stopped.report}>
        {report}
      </pre>
      <div className={classes['actions']}>
        <CopyButton text={whole} label={BOOT.stopped.copy} />
        <Button size="xs" onClick={() => location.reload()}>
          {BOOT.stopped.reload}
        </Button>
      </div>
    </Frame>
  )
}
