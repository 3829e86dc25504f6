/** Runs `npm ci` when something is missing; false when npm failed (it has said why). */
export function installMissing(): Promise<boolean>
/** Why an install is needed, or undefined when everything the lock names is there. */
export function whyInstall(root?: string): string | undefined
