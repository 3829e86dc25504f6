// The mark: a spore and the threads that leave it. Drawn in the accent, named beside it.

import classes from './logo.module.css'

export function Logo({ compact = false }: { readonly compact?: boolean }) {
  return (
    <span className={classes['logo']}>
      <svg
        width="28"
        height="28"
        viewBox="0 0 32 32"
        aria-hidden="true"
        focusable="false"
        className={classes['mark']}
      >
        <circle cx="16" cy="16" r="4.6" />
        <path d="M16 11.4V6.5M19.9 18.4l4.3 2.6M12.1 18.4l-4.3 2.6M16 6.5l3-2.3M16 6.5l-3-2.3M24.2 21l3.6-.9M24.2 21l.9 3.7M7.8 21l-3.6-.9M7.8 21l-.9 3.7" />
      </svg>
      {!compact && <span className={classes['word']}>SporeDB</span>}
    </span>
  )
}
