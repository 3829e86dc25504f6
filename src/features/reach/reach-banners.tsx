// Above every screen: a policy whose endorsers are cut off from this device, and for a moment that they are back.

import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { useEngineContext, useEngineState } from '../../engine/context.ts'
import type { ReachNews } from '../../engine/store.ts'
import { ROUTE } from '../../routes.ts'
import { Banner } from '../../shell/banner.tsx'
import rows from '../../ui/rows.module.css'
import { policyName } from '../../ui/spore-words.ts'
import { useNow } from '../../ui/when.tsx'
import { REACH } from './strings.ts'
import { reachBanners } from './view-model.ts'

export function ReachBanners() {
  const { store } = useEngineContext()
  const news = useEngineState((state) => state.reachNews)
  const policies = useEngineState((state) => state.policies)
  const online = useEngineState((state) => state.network?.online)
  const now = useNow()
  // Being offline is said by the shell, once for all policies.
  if (online === false) return null
  const dismiss = (gone: ReachNews): void =>
    store.setState((state) => ({ reachNews: state.reachNews.filter(({ policy }) => policy !== gone.policy) }))
  return reachBanners(news, now).map((each) => (
    <Banner
      key={each.policy}
      actions={
        <Button size="xs" variant="default" onClick={() => dismiss(each)}>
          {REACH.understood}
        </Button>
      }
    >
      <Link href={ROUTE.policy(each.policy)} className={rows['link']}>
        {policyName(policies, each.policy)}
      </Link>
      {`: ${each.to}.`}
    </Banner>
  ))
}
