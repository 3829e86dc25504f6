/** A Chromium that is already here (CHROMIUM_PATH, installed, or Playwright's), as the path of its program. */
export function findChromium(): Promise<string | undefined>
/** Like findChromium, but downloads one when there is none; throws with a sentence when that fails too. */
export function getChromium(): Promise<string>
