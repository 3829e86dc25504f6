// A write's card: how far it is, and what came with its commit.

import { useWrite } from '../writes/use-write.ts'
import { WriteProgress } from '../writes/write-progress.tsx'
import classes from './card.module.css'
import { CONSOLE } from './strings.ts'
import { resultsOf } from './view-model.ts'

export function WriteResult({ id }: { readonly id: string }) {
  const { write } = useWrite(id)
  const results = write === undefined ? [] : resultsOf(write)
  return (
    <>
      <WriteProgress id={id} />
      {results.length > 0 && (
        <dl className={classes['pairs']}>
          {results.map(([operation, text], at) => (
            <div key={at}>
              <dt>{CONSOLE.resultOf(operation)}</dt>
              <dd data-answer>{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}
