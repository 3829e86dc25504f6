// A process of the pool: runs the seeds that it is told.

import { checkers } from './checkers/all.ts'
import { planOf } from './regimes.ts'
import { run } from './run.ts'
import type { Task } from './pool.ts'

process.on('message', (task) => {
  run(planOf(task as Task), { checkers: checkers() }).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
