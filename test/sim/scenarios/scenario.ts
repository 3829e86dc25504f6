// A named attack or mishap from the protocol's first section, played on the simulated mycelium, with what must come of it.

import { type Cast, scenario, type Scenario } from '../scenario.ts'
import { Play } from './play.ts'

/** `act` tells the story; then faults end, everything comes to rest, and what it returned says what must hold in the end. */
export const played = (
  name: string,
  title: string,
  cast: Cast,
  act: (play: Play) => Promise<(() => void) | undefined>,
): Scenario =>
  scenario(name, title, { rogues: 1, maxTimeoutMs: 3_600_000, ...cast }, async (stage) => {
    const play = new Play(stage)
    await play.passes(50)
    const after = await act(play)
    play.release()
    if (!after) return
    await stage.rest()
    play.verdict()
    after()
  })
