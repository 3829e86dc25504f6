// Above every screen: a policy that became read-only or in which this device fell silent, as long as that is so; and evidence
// that nobody at this browser has looked at.

import { Button } from '@mantine/core'
import { Link, useLocation } from 'wouter'
import type { PolicyView } from '../../../worker/rpc/contract.ts'
import { useEngineState } from '../../engine/context.ts'
import { ROUTE } from '../../routes.ts'
import { Banner } from '../../shell/banner.tsx'
import { policyName } from '../../ui/spore-words.ts'
import { markSeen, useSeen } from './seen.ts'
import { EVIDENCE, STANDING } from './strings.ts'
import { newsOf } from './view-model.ts'

export function EvidenceBanners() {
  const policies = useEngineState((state) => state.policies)
  const silenced = (policies ?? []).filter(({ silencedBecause }) => silencedBecause !== undefined)
  return (
    <>
      {silenced.map((policy) => (
        <SilencedBanner key={policy.id} policy={policy} />
      ))}
      <NewsBanner />
    </>
  )
}

function SilencedBanner({ policy }: { readonly policy: PolicyView }) {
  const [location] = useLocation()
  const why = policy.silencedBecause
  // Its own screen says all of it already.
  if (why === undefined || location === ROUTE.policy(policy.id)) return null
  return (
    <Banner
      tone="bad"
      actions={
        <Button size="xs" variant="default" component={Link} href={ROUTE.policy(policy.id)}>
          {EVIDENCE.more}
        </Button>
      }
    >
      <strong>{policy.record.name}:</strong> {STANDING[why].title}.
    </Banner>
  )
}

function NewsBanner() {
  const profile = useEngineState((state) => state.profile)
  const policies = useEngineState((state) => state.policies)
  const evidence = useEngineState((state) => state.evidence)
  const seen = useSeen()
  const [location] = useLocation()
  const news = (evidence ?? []).filter(({ id }) => !seen.includes(id))
  const [first] = news
  if (first === undefined || location.startsWith(ROUTE.evidence)) return null
  return (
    <Banner
      tone="bad"
      actions={
        <>
          <Button
            size="xs"
            component={Link}
            href={news.length === 1 ? ROUTE.evidenceOf(first.id) : ROUTE.evidence}
          >
            {EVIDENCE.see}
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              markSeen(
                profile,
                news.map(({ id }) => id),
              )
            }
          >
            {EVIDENCE.understood}
          </Button>
        </>
      }
    >
      {newsOf(news, (id) => policyName(policies, id))}
    </Banner>
  )
}
