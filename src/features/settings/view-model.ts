// Storage in words. Pure.

import type { StorageView } from '../../../worker/rpc/contract.ts'
import { bytesText } from '../../ui/time.ts'
import { SETTINGS } from './strings.ts'

export type Asked = keyof typeof SETTINGS.asked

export interface StorageWords {
  readonly used: string
  readonly quota: string
  readonly kept: string
  readonly mayAsk: boolean
}

export function storageWords(storage: StorageView, asked: Asked | undefined): StorageWords {
  const persisted = asked === 'granted' ? true : storage.persisted
  return {
    used: storage.usedBytes === null ? SETTINGS.unknown : bytesText(storage.usedBytes),
    quota: storage.quotaBytes === null ? SETTINGS.unknown : bytesText(storage.quotaBytes),
    kept: persisted === null ? SETTINGS.notKnown : persisted ? SETTINGS.isPersisted : SETTINGS.notPersisted,
    mayAsk: persisted !== true,
  }
}

/** Must run in the handler of a click: browsers answer only a person. */
export async function askToPersist(
  storage: Partial<Pick<StorageManager, 'persist'>> | undefined,
): Promise<Asked> {
  if (storage?.persist === undefined) return 'missing'
  return (await storage.persist()) ? 'granted' : 'refused'
}
