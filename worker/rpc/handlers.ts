// The contract's methods, each carried to the part of the node that does it.

import { parseSporeId } from '../core/model/ids.ts'
import type { Session } from '../session/session.ts'
import { withoutRelay, withRelay } from '../session/settings.ts'
import { callError, unwrap } from './call-error.ts'
import type { NetworkView, SporeView } from './contract.ts'
import { MAX_ROWS } from './limits.ts'
import type { Handlers } from './server.ts'
import { tree } from './tree-calls.ts'

export function createHandlers(session: Session): Handlers {
  const network = (): NetworkView => session.node.network.view(session.node.nameOf)
  const joining = (): Session['node']['joining'] => session.node.joining
  const spore = (id: unknown): SporeView => {
    const parsed = parseSporeId(id)
    const found = parsed && session.node.findSpore(parsed)
    if (!found)
      throw callError('unknown', 'This node does not hold the details of that spore any more.', {
        where: 'id',
      })
    return found
  }
  return {
    'identity.get': () => session.identity.view(),
    'identity.create': async ({ name, passphrase, stayUnlocked }) => {
      await session.create(name, passphrase, stayUnlocked)
      return session.identity.view()
    },
    'identity.unlock': async ({ passphrase, stayUnlocked }) => {
      await session.unlock(passphrase, stayUnlocked)
      return session.identity.view()
    },
    'identity.lock': async () => {
      await session.lock()
      return session.identity.view()
    },
    'identity.rename': async ({ name }) => {
      await session.change(() => session.identity.rename(name))
      return session.identity.view()
    },

    'network.get': network,
    'network.setOnline': async ({ online }) => {
      await session.configure({ ...session.settings, online })
      return network()
    },
    'network.addRelay': async ({ url }) => {
      await session.configure(withRelay(session.settings, url))
      return network()
    },
    'network.removeRelay': async ({ url }) => {
      await session.configure(withoutRelay(session.settings, url))
      return network()
    },

    'invite.create': async ({ ttlMs }) => unwrap(await joining().createInvite(ttlMs)),
    'invite.list': () => joining().invites(),
    'invite.revoke': async ({ id }) => unwrap(await joining().revokeInvite(id)),
    'invite.read': async ({ text }) => unwrap(await joining().readInvite(text)),
    'invite.accept': async ({ text }) => unwrap(await joining().acceptInvite(text)),
    'meeting.list': () => joining().meetings(),
    'meeting.answer': async ({ id, accept }) => unwrap(await joining().answerMeeting(id, accept)),
    'meeting.dismiss': async ({ id }) => unwrap(await joining().dismissMeeting(id)),

    'keyring.list': () => joining().keyring(),
    'keyring.update': async (update) => unwrap(await joining().updatePerson(update)),
    'keyring.remove': async ({ key }) => unwrap(await joining().removePerson(key)),

    'policy.check': ({ draft }) => joining().checkPolicy(draft),
    'policy.create': async ({ draft }) => unwrap(await joining().createPolicy(draft)),
    'policy.list': () => joining().policies(),
    'policy.accept': async ({ id }) => unwrap(await joining().acceptPolicy(id)),
    'policy.ignore': async ({ id }) => unwrap(await joining().ignorePolicy(id)),
    'policy.export': ({ id }) => unwrap(joining().exportPolicy(id)),
    'policy.import': async ({ json }) => unwrap(await joining().importPolicy(json)),

    'data.submit': (input) => session.node.writing.submit(input),
    'data.write': (input) => session.node.writing.write(input),
    'write.get': (params) => session.node.writing.get(params),
    'write.list': (params) => session.node.writing.list(params),
    'write.cancel': (params) => session.node.writing.cancel(params),
    'data.get': (params) => session.node.levels.get(params),
    'data.members': (params) => session.node.data.members(params),
    'data.contains': (params) => session.node.data.contains(params),
    'data.fields': (params) => session.node.data.fields(params),
    'data.field': (params) => session.node.data.field(params),
    'data.range': (params) => session.node.data.range(params),
    'data.queue': (params) => session.node.data.queue(params),
    'data.slice': (params) => session.node.data.slice(params),
    'data.keys': (params) => session.node.data.keys(params),
    'data.count': (params) => session.node.data.count(params),
    'feed.read': (params) => session.node.feed.read(params),
    'data.tree': (params) => tree(session.node.data, params),

    'bulk.preview': (params) => session.node.bulk.preview(params),
    'bulk.start': (params) => session.node.bulk.begin(params),
    'bulk.list': () => session.node.bulk.list(),
    'bulk.pause': (params) => session.node.bulk.pause(params),
    'bulk.resume': (params) => session.node.bulk.resume(params),
    'bulk.remove': (params) => session.node.bulk.remove(params),
    'bulk.refused': (params) => session.node.bulk.refused(params),
    'bulk.export': (params) => session.node.bulk.export(params),

    'spore.get': ({ id }) => spore(id),
    'spore.details': (params) => session.node.sporeCalls.details(params),
    'spore.cancel': (params) => {
      session.node.writing.cancelSpore(params)
      return spore(params.id)
    },
    'spore.list': ({ limit }) => session.node.spores(Math.min(limit ?? MAX_ROWS, MAX_ROWS)),

    'spore.explain': (params) => session.node.explaining.explain(params),

    'evidence.list': (params) => session.node.evidence.list(params),
    'evidence.get': (params) => session.node.evidence.get(params),
    'evidence.verify': (params) => session.node.evidence.verify(params),

    'proof.make': (params) => session.node.proofs.make(params),
    'proof.verify': (params) => session.node.proofs.verify(params),

    'policy.reach': ({ id }) => {
      const found = session.node.reach(id)
      if (!found) throw callError('unknown', 'This policy is not active here.', { where: 'id' })
      return found
    },

    'storage.get': () => session.storage(),
    'storage.wipe': async ({ confirm }) => {
      if (confirm !== 'WIPE') throw callError('bad-input', 'Type WIPE to confirm.', { where: 'confirm' })
      await session.wipe()
      return null
    },
  }
}
