// Settings: what this device keeps, whom it talks to, how it looks, and the way out.

import { Button, Radio, Group, useMantineColorScheme } from '@mantine/core'
import { useStore } from 'zustand'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import { isInstalled, useInstall } from '../../pwa/install.ts'
import { pwaStore } from '../../pwa/service-worker.ts'
import { SCHEME_NAME } from '../../theme/color-scheme.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { FailureNote } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { NetworkPanel } from './network-panel.tsx'
import { StoragePanel } from './storage-panel.tsx'
import { SETTINGS } from './strings.ts'
import { WipePanel } from './wipe-panel.tsx'

const SCHEMES = ['auto', 'light', 'dark'] as const

export function SettingsPage() {
  return (
    <Page title={SETTINGS.title}>
      <StoragePanel />
      <NetworkPanel />
      <LookPanel />
      <IdentityPanel />
      <AppPanel />
      <WipePanel />
    </Page>
  )
}

function LookPanel() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  return (
    <Panel title={SETTINGS.look}>
      <Radio.Group
        label={SETTINGS.theme}
        value={colorScheme}
        onChange={(value) => setColorScheme(SCHEMES.find((each) => each === value) ?? 'auto')}
      >
        <Group gap="lg" mt="xs">
          {SCHEMES.map((scheme) => (
            <Radio key={scheme} value={scheme} label={capital(SCHEME_NAME[scheme])} />
          ))}
        </Group>
      </Radio.Group>
    </Panel>
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function IdentityPanel() {
  const engine = useEngine()
  const identity = useEngineState((state) => state.identity)
  const lock = useAction(() => engine.call('identity.lock', {}))
  return (
    <Panel title={SETTINGS.identity}>
      <span className={rows['small']}>
        {identity?.stayUnlocked === true ? SETTINGS.stays : SETTINGS.staysNot}
      </span>
      <span className={rows['small']}>{SETTINGS.lockHint}</span>
      <FailureNote failure={lock.failure} />
      <div>
        <Button variant="default" onClick={() => void lock.run()} loading={lock.busy}>
          {SETTINGS.lock}
        </Button>
      </div>
    </Panel>
  )
}

function AppPanel() {
  const install = useInstall()
  const offlineReady = useStore(pwaStore, (state) => state.offlineReady)
  const profile = useEngineState((state) => state.profile)
  return (
    <Panel title={SETTINGS.app}>
      <dl className={rows['facts']}>
        <dt>{SETTINGS.offline}</dt>
        <dd>{offlineReady ? SETTINGS.offlineReady : SETTINGS.offlineNot}</dd>
        <dt>{SETTINGS.build}</dt>
        <dd className={rows['code']}>{__BUILD_ID__}</dd>
        <dt>{SETTINGS.profile}</dt>
        <dd>{profile === '' ? SETTINGS.defaultProfile : profile}</dd>
      </dl>
      <div className={rows['actions']}>
        {install !== undefined && (
          <Button variant="default" size="xs" onClick={install}>
            {SETTINGS.install}
          </Button>
        )}
        <CopyButton text={__BUILD_ID__} label="Copy build" />
      </div>
      <span className={rows['small']}>
        {isInstalled()
          ? SETTINGS.installed
          : install === undefined
            ? SETTINGS.notOffered
            : SETTINGS.installHint}
      </span>
    </Panel>
  )
}
