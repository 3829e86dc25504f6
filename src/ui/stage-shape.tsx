// A spore's stage as a shape, so that colour is never the only sign: dashed while submitted, a ring that fills toward the
// quorum, solid with a tick when committed, hollow with a cross when refused. The words stand beside it.

import type { SporeStage } from '../../worker/rpc/contract.ts'
import classes from './stage-shape.module.css'

const RADIUS = 9
const AROUND = 2 * Math.PI * RADIUS

export interface StageShapeProps {
  readonly stage: SporeStage
  readonly endorsed: number
  readonly quorum: number
  readonly size?: number
}

export function StageShape({ stage, endorsed, quorum, size = 26 }: StageShapeProps) {
  const filled = Math.min(1, quorum === 0 ? 1 : endorsed / quorum)
  return (
    <svg
      className={classes['shape']}
      data-stage={stage}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      {stage === 'submitted' && <circle className={classes['dashed']} cx="12" cy="12" r={RADIUS} />}
      {(stage === 'submitted' || stage === 'endorsed') && (
        <circle
          className={classes['ring']}
          cx="12"
          cy="12"
          r={RADIUS}
          strokeDasharray={`${filled * AROUND} ${AROUND}`}
          transform="rotate(-90 12 12)"
        />
      )}
      {stage === 'endorsed' && <circle className={classes['core']} cx="12" cy="12" r="3.5" />}
      {stage === 'committed' && <circle className={classes['solid']} cx="12" cy="12" r="10" />}
      {stage === 'committed' && <path className={classes['tick']} d="M7.5 12.4l3 3 6-6.4" />}
      {(stage === 'aborted' || stage === 'dead') && (
        <circle className={classes['hollow']} cx="12" cy="12" r={RADIUS} />
      )}
      {stage === 'aborted' && <path className={classes['cross']} d="M8.8 8.8l6.4 6.4M15.2 8.8l-6.4 6.4" />}
      {stage === 'dead' && <path className={classes['cross']} d="M8 12h8" />}
    </svg>
  )
}
