// Who is connected and how. Everything here comes from the node's own events: looking changes nothing and costs nothing.

import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { NetworkView, PeerView } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import { useNames } from '../../engine/names.ts'
import { ROUTE } from '../../routes.ts'
import { Chip } from '../../ui/chip.tsx'
import { Fingerprint } from '../../ui/fingerprint.tsx'
import { Empty, FailureNote, InfoNote, Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Person } from '../../ui/person.tsx'
import rows from '../../ui/rows.module.css'
import { bytesText, relativeTime } from '../../ui/time.ts'
import { When } from '../../ui/when.tsx'
import { ReachEvents } from '../reach/events.tsx'
import { RelayState } from './relay-state.tsx'
import { LINK, PEERS } from './strings.ts'
import { useFreshNetwork } from './use-fresh-network.ts'
import { LINK_KIND, orderPeers, relayIsSpare } from './view-model.ts'

export function PeersPage() {
  const network = useEngineState((state) => state.network)
  const failure = useEngineState((state) => state.failures.network)
  const identity = useEngineState((state) => state.identity)
  const engine = useEngine()
  useFreshNetwork()
  const setOnline = useAction((online: boolean) => engine.call('network.setOnline', { online }))
  return (
    <Page
      title={PEERS.title}
      intro={PEERS.intro}
      actions={
        network !== undefined && (
          <Button
            variant={network.online ? 'default' : 'filled'}
            loading={setOnline.busy}
            onClick={() => void setOnline.run(!network.online)}
          >
            {network.online ? PEERS.goOffline : PEERS.goOnline}
          </Button>
        )
      }
    >
      <FailureNote failure={setOnline.failure ?? failure} />
      {network === undefined && failure === undefined && <Loading what="the network" />}
      {network !== undefined && (
        <>
          {identity?.key !== undefined && (
            <Panel title={PEERS.me}>
              <Person
                of={identity.key}
                name={identity.name ?? ''}
                note={<Fingerprint text={identity.fingerprint ?? ''} of={identity.name ?? ''} />}
              />
            </Panel>
          )}
          <Connections network={network} />
          <ReachEvents />
          <Relays network={network} />
        </>
      )}
    </Page>
  )
}

function Connections({ network }: { readonly network: NetworkView }) {
  return (
    <Panel title={PEERS.peers}>
      {relayIsSpare(network) && <InfoNote>{PEERS.relaySpare}</InfoNote>}
      {network.peers.length === 0 ? (
        <Empty title={PEERS.emptyTitle}>
          <span>{network.online ? PEERS.emptyAlone : PEERS.emptyOffline}</span>
          <Link href={ROUTE.keyring} className={rows['link']}>
            {PEERS.toKeyring}
          </Link>
        </Empty>
      ) : (
        <ul className={rows['rows']}>
          {orderPeers(network.peers).map((peer) => (
            <PeerRow key={peer.key} peer={peer} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function PeerRow({ peer }: { readonly peer: PeerView }) {
  const nameOf = useNames()
  const name = peer.name === '' ? nameOf(peer.key) : peer.name
  return (
    <li className={rows['row']} aria-label={name} data-link={peer.link}>
      <div className={rows['main']}>
        <Person
          of={peer.key}
          name={name}
          note={
            <>
              {PEERS.bytes(bytesText(peer.bytesIn), bytesText(peer.bytesOut))}
              {peer.lastSeen !== null &&
                peer.link === 'gone' &&
                `, ${PEERS.heard} ${relativeTime(0, peer.lastSeen)}`}
            </>
          }
        />
      </div>
      <div className={rows['chips']}>
        {peer.rttMs !== null && (
          <span className={rows['small']}>{`${Math.round(peer.rttMs)} ms ${PEERS.rtt}`}</span>
        )}
        <span className={rows['small']}>
          {PEERS.since} <When at={peer.since} />
        </span>
        <Chip kind={LINK_KIND[peer.link]}>{LINK[peer.link]}</Chip>
      </div>
    </li>
  )
}

function Relays({ network }: { readonly network: NetworkView }) {
  return (
    <Panel title={PEERS.relays}>
      {network.relays.length === 0 ? (
        <Empty title={PEERS.noRelays}>
          <Link href={ROUTE.settings} className={rows['link']}>
            {PEERS.toSettings}
          </Link>
        </Empty>
      ) : (
        <ul className={rows['rows']}>
          {network.relays.map((relay) => (
            <li key={relay.url} className={rows['row']}>
              <RelayState relay={relay} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
