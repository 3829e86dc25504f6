// The frame around every screen of an unlocked node: skip link, header, navigation, banners, content.

import { Button } from '@mantine/core'
import { useSyncExternalStore, type ReactNode } from 'react'
import { useAction, useEngine, useEngineState } from '../engine/context.ts'
import { EvidenceBanners } from '../features/evidence/banners.tsx'
import { InviteDialog } from '../features/meet/invite-dialog.tsx'
import { connectionWords } from '../features/peers/view-model.ts'
import { ReachBanners } from '../features/reach/reach-banners.tsx'
import { UpdatePrompt, useOwnUndecided } from '../pwa/update-prompt.tsx'
import { Banner } from './banner.tsx'
import { Header } from './header.tsx'
import { Navigation } from './navigation.tsx'
import classes from './shell.module.css'
import { SHELL } from './strings.ts'

function subscribeToDevice(listener: () => void): () => void {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

const useDeviceOnline = (): boolean => useSyncExternalStore(subscribeToDevice, () => navigator.onLine)

export function Shell({ children }: { readonly children: ReactNode }) {
  const network = useEngineState((state) => state.network)
  const failure = useEngineState((state) => state.storage?.failure)
  const waiting = useOwnUndecided()
  const connection = connectionWords(network, waiting, useDeviceOnline())
  return (
    <div className={classes['shell']}>
      <a href="#content" className={classes['skip']}>
        {SHELL.skip}
      </a>
      <Header connection={connection} />
      <Navigation />
      <main id="content" className={classes['content']} tabIndex={-1}>
        {failure !== undefined && (
          <Banner tone="bad">
            <strong>{SHELL.storageFailed}</strong> {failure.message} {failure.action}
          </Banner>
        )}
        <EvidenceBanners />
        <ReachBanners />
        <UpdatePrompt />
        {connection.banner !== '' && (
          <Banner actions={connection.remedy === 'go-online' ? <GoOnline /> : undefined}>
            {connection.banner}
          </Banner>
        )}
        {children}
      </main>
      <InviteDialog />
    </div>
  )
}

function GoOnline() {
  const engine = useEngine()
  const goOnline = useAction(() => engine.call('network.setOnline', { online: true }))
  return (
    <Button size="xs" onClick={() => void goOnline.run()} loading={goOnline.busy}>
      {SHELL.goOnline}
    </Button>
  )
}
