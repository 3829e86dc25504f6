// The mark: the same mushroom as on the app's icon, with its threads. The name stands beside it where there is room.

import classes from './logo.module.css'

export function Logo({ compact = false }: { readonly compact?: boolean }) {
  return (
    <span className={classes['logo']}>
      <svg width="30" height="30" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path
          className={classes['cap']}
          d="M4.5 17.2C4.5 10.4 9.6 5 16 5s11.5 5.4 11.5 12.2c0 1.1-.7 1.8-1.8 1.8H6.3c-1.1 0-1.8-.7-1.8-1.8z"
        />
        <path
          className={classes['stem']}
          d="M13.8 19h4.4c-.1 2.5.2 4.4 1.2 6.2H12.6c1-1.8 1.3-3.7 1.2-6.2z"
        />
        <path
          className={classes['threads']}
          d="M13 26.2c-1.6 1-3.6 1.3-5.6 1.1M19 26.2c1.6 1 3.6 1.3 5.6 1.1M16 26.5v2.3"
        />
        <g className={classes['spots']}>
          <circle cx="12.3" cy="11.8" r="1.7" />
          <circle cx="18.7" cy="10" r="1.3" />
          <circle cx="21" cy="14.3" r="1.6" />
          <circle cx="15.7" cy="15.3" r="1" />
        </g>
      </svg>
      {!compact && <span className={classes['word']}>SporeDB</span>}
    </span>
  )
}
