// EXPLAIN: which policy and rule a write meets, what it locks, who must agree, what is in its way. Nothing was submitted.

import { Link } from 'wouter'
import { keyToText, scalarToText } from '../../../worker/console/scalar.ts'
import type { ExplainView } from '../../../worker/rpc/contract.ts'
import { ROUTE } from '../../routes.ts'
import { shortId, shorten } from '../../ui/spore-words.ts'
import classes from './card.module.css'
import { CONSOLE } from './strings.ts'

const WORDS = CONSOLE.explain

export function Explained({ view }: { readonly view: ExplainView }) {
  return (
    <>
      <output
        className={classes['said']}
        data-answer
        data-refused={view.refusals.length > 0 ? true : undefined}
      >
        <strong>{view.sentence}</strong> {WORDS.nothing}
      </output>
      <dl className={classes['pairs']}>
        <div>
          <dt>{WORDS.policy}</dt>
          <dd>
            <Link href={ROUTE.policy(view.policy)} className={classes['link']}>
              {view.policyName}
            </Link>
            . {view.rule}
          </dd>
        </div>
        <div>
          <dt>{WORDS.endorsers}</dt>
          <dd>
            <ul className={classes['plain']}>
              {view.endorsers.map(({ key, name, isSelf, reachable }) => (
                <li key={key}>
                  {isSelf ? WORDS.you : name}: {reachable ? WORDS.reachable : WORDS.away}
                </li>
              ))}
            </ul>
          </dd>
        </div>
        {view.footprint.length > 0 && (
          <div>
            <dt>{WORDS.locks}</dt>
            <dd>
              <ul className={classes['plain']}>
                {view.footprint.map(({ key, part, mode, words, version }, at) => (
                  <li key={at}>
                    <code>
                      {part === undefined
                        ? keyToText(key)
                        : `${keyToText(key)} ${shorten(scalarToText(part))}`}
                    </code>{' '}
                    ({mode}, version {version.text}) {words}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        <div>
          <dt>{WORDS.conflicts}</dt>
          <dd>
            {view.conflicts.length === 0 ? (
              WORDS.none
            ) : (
              <ul className={classes['plain']}>
                {view.conflicts.map(({ spore, emitterName, mine, key, endorsedHere }) => (
                  <li key={spore}>
                    <Link href={ROUTE.spore(spore)} className={classes['link']}>
                      {shortId(spore)}
                    </Link>{' '}
                    {WORDS.of(mine ? WORDS.you : emitterName)}, <code>{keyToText(key)}</code>
                    {endorsedHere && `, ${WORDS.here}`}
                  </li>
                ))}
              </ul>
            )}
          </dd>
        </div>
      </dl>
    </>
  )
}
