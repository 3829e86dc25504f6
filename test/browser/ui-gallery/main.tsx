// Every screen of the app with sample data, one a visit: /test/browser/ui-gallery.html?scene=keyring&scheme=dark. For looking
// at, for pictures, for accessibility checks. The screens are the app's own; only what stands behind them is put there.
import '@mantine/core/styles.css'
import '@fontsource-variable/inter'
import '@fontsource/jetbrains-mono/400.css'
import '@fontsource/jetbrains-mono/600.css'
import '../../../src/theme/global.css'
import { createRoot } from 'react-dom/client'
import { App } from '../../../src/app.tsx'
import type { Engine } from '../../../src/engine/engine.ts'
import { EngineError } from '../../../src/engine/engine-error.ts'
import { createEngineStore } from '../../../src/engine/store.ts'
import { Providers } from '../../../src/providers.tsx'
import { applyStoredColorScheme, colorSchemeManager } from '../../../src/theme/color-scheme.ts'
import { adoptThemeVariables } from '../../../src/theme/variables.ts'
import type { MethodName, PolicyCheck, PolicyDraft, PolicyId } from '../../../worker/rpc/contract.ts'
import { fastQuorum, policyParameters } from '../../../worker/core/model/policy-parameters.ts'
import { checkPolicyDraft } from '../../../worker/core/rules/policy-draft.ts'
import { explainPolicy } from '../../../worker/core/rules/policy-explanation.ts'
import { evidenceDetails, evidenceVerification } from './sample-evidence.ts'
import { DATA_ANSWERS } from './data-scenes.ts'
import { PROVEN, sampleVerdict } from './proof-scenes.ts'
import { sampleReach } from './reach-scenes.ts'
import { INVITES, keyOf, NOW, print } from './sample-data.ts'
import { SCENES } from './scenes.ts'

/** The node's own arithmetic and words, without its keyring. */
function checked(draft: PolicyDraft): PolicyCheck {
  const { faults, shape, candidate } = checkPolicyDraft(draft)
  if (shape === undefined)
    return {
      faults,
      quorum: 0,
      agreement: 0,
      rejects: 0,
      live: false,
      fastPossible: false,
      fast: false,
      explanation: [],
    }
  const { n, f, omega, q, qF, alpha, live } = policyParameters(shape)
  const explanation = explainPolicy(shape, candidate ?? { endorsers: [], submitters: [] })
  const fastPossible = fastQuorum(n, f, omega) !== undefined
  const fast = qF !== undefined
  return { faults, quorum: omega, agreement: q, rejects: alpha, live, fastPossible, fast, explanation }
}

/** The few calls that screens make by themselves; all others fail, as they would without a node. */
const ANSWERS: Readonly<Partial<Record<MethodName, (params: never) => unknown>>> = {
  ...DATA_ANSWERS,
  'policy.check': ({ draft }: { readonly draft: PolicyDraft }) => checked(draft),
  'policy.export': () => ({ json: JSON.stringify({ version: 1, kind: 'bft', name: 'orchard' }, null, 2) }),
  'evidence.get': ({ id }: { readonly id: string }) => evidenceDetails(id),
  'evidence.verify': ({ id }: { readonly id: string }) => evidenceVerification(id),
  'policy.reach': ({ id }: { readonly id: PolicyId }) => sampleReach(id),
  'proof.verify': ({ proof }: { readonly proof: Uint8Array }) => sampleVerdict(proof),
  'proof.make': () => ({ proof: new Uint8Array(300), proven: PROVEN }),
  'invite.create': () => ({ invite: INVITES[0], fragment: `invite=${'c3Bv'.repeat(70)}` }),
  'invite.read': ({ text }: { readonly text: string }) => {
    if (text.includes('broken'))
      throw new EngineError({
        code: 'bad-input',
        message: 'The invite ends in the middle, at character 14',
        action: 'Ask for the link again, and copy all of it',
      })
    return {
      inviter: keyOf('heidi'),
      inviterName: 'heidi',
      fingerprint: print('heidi'),
      relays: ['https://relay.example.org'],
      expiresAt: NOW + 3_600_000,
      known: false,
    }
  },
}

const engine = {
  async call(method: MethodName, params: unknown): Promise<unknown> {
    const answer = ANSWERS[method]
    if (answer === undefined)
      throw new EngineError({ code: 'offline', message: 'There is no node behind the gallery' })
    return answer(params as never)
  },
  subscribe: () => () => {},
} as Engine

const search = new URLSearchParams(location.search)
const scene = SCENES[search.get('scene') ?? 'home']
if (scene === undefined) throw new Error(`no such scene; there are: ${Object.keys(SCENES).join(' ')}`)
colorSchemeManager.set(search.get('scheme') === 'dark' ? 'dark' : 'light')
applyStoredColorScheme()
adoptThemeVariables()
history.replaceState(null, '', scene.route)
const store = createEngineStore('')
store.setState(scene.state)
scene.before?.()
Object.assign(globalThis, { gallery: { scenes: Object.keys(SCENES) } })

/** Presses what the scene wants pressed, each as soon as it can be. */
const waiting = [...(scene.press ?? [])]
document.documentElement.toggleAttribute('data-pressing', waiting.length > 0)
let pasting = scene.paste
function press(): void {
  const field = document.querySelector('textarea')
  if (pasting !== undefined && field !== null) {
    // As React hears it: the property of the prototype, then the event.
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(field, pasting)
    pasting = undefined
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const all = [...document.querySelectorAll<HTMLElement>('button, label, summary')]
  const button = all.find((each) => each.textContent === waiting[0])
  if (waiting.length === 0 || button === undefined || button.matches(':disabled')) return
  waiting.shift()
  button.click()
  document.documentElement.toggleAttribute('data-pressing', waiting.length > 0)
}
new MutationObserver(press).observe(document.getElementById('root')!, {
  childList: true,
  subtree: true,
  attributes: true,
})

createRoot(document.getElementById('root')!).render(
  <Providers context={{ engine, store, takeOver: () => {} }}>
    <App />
  </Providers>,
)
