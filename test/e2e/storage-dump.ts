// Everything that an origin keeps in a browser, as bytes: what any script of the origin could read, and the files below it.

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

export interface Dump {
  /** Where a piece was found, and the piece as latin-1 text: one character a byte, or a string as it is. */
  readonly pieces: readonly { readonly where: string; readonly text: string }[]
  /** Keys that cannot be read as bytes. */
  readonly cryptoKeys: readonly {
    readonly where: string
    readonly type: string
    readonly extractable: boolean
  }[]
}

export async function dumpOrigin(page: Page): Promise<Dump> {
  const dump = await page.evaluate(walkOrigin)
  const cookies = (await page.context().cookies()).map((cookie) => ({
    where: 'cookie',
    text: JSON.stringify(cookie),
  }))
  return { ...dump, pieces: [...dump.pieces, ...cookies] }
}

/** Runs in the page, so it stands alone. */
async function walkOrigin(): Promise<Dump> {
  const pieces: { where: string; text: string }[] = []
  const cryptoKeys: { where: string; type: string; extractable: boolean }[] = []

  function walk(where: string, value: unknown): void {
    if (value instanceof ArrayBuffer) return walk(where, new Uint8Array(value))
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      pieces.push({ where, text: Array.from(bytes, (byte) => String.fromCharCode(byte)).join('') })
    } else if (value instanceof CryptoKey) {
      cryptoKeys.push({ where, type: value.type, extractable: value.extractable })
    } else if (value instanceof Map || value instanceof Set) {
      walk(where, [...value])
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, part] of Object.entries(value)) {
        pieces.push({ where, text: name })
        walk(`${where}.${name}`, part)
      }
    } else if (typeof value === 'string') pieces.push({ where, text: value })
    else if (value !== undefined && value !== null) pieces.push({ where, text: JSON.stringify(value) })
  }

  const answer = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('no answer'))
    })
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await answer(indexedDB.open(name))
    for (const store of database.objectStoreNames) {
      const open = database.transaction(store).objectStore(store)
      const [keys, values] = await Promise.all([answer(open.getAllKeys()), answer(open.getAll())])
      walk(`indexedDB ${name} ${store} key`, keys)
      walk(`indexedDB ${name} ${store}`, values)
    }
    database.close()
  }
  walk('localStorage', Object.entries(localStorage))
  walk('sessionStorage', Object.entries(sessionStorage))
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) {
      walk(`cache ${name}`, request.url)
      walk(`cache ${name} ${request.url}`, await (await cache.match(request))?.arrayBuffer())
    }
  }
  async function walkFolder(where: string, folder: FileSystemDirectoryHandle): Promise<void> {
    for await (const [name, entry] of folder) {
      walk(where, name)
      if (entry instanceof FileSystemDirectoryHandle) await walkFolder(`${where}/${name}`, entry)
      else if (entry instanceof FileSystemFileHandle)
        walk(`${where}/${name}`, await (await entry.getFile()).arrayBuffer())
    }
  }
  await walkFolder('files', await navigator.storage.getDirectory())
  walk('address', location.href)
  walk('history state', history.state)
  walk('window name', window.name)
  return { pieces, cryptoKeys }
}

/** Every file below a folder, as latin-1 text. */
export async function dumpFolder(folder: string): Promise<Dump['pieces']> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    files.map(async (where) => ({ where, text: (await readFile(where)).toString('latin1') })),
  )
}

/** How many bytes of a secret in a row count as a part of it: fewer would be found by chance. */
const WINDOW_BYTES = 8

/** The places that hold any part of the secret: as bytes, as hex, as base64 of either alphabet, or as UTF-16. */
export function find(secret: Uint8Array, pieces: Dump['pieces']): readonly string[] {
  const forms = new Set<string>()
  for (let at = 0; at + WINDOW_BYTES <= secret.length; at++) {
    const part = Buffer.from(secret.subarray(at, at + WINDOW_BYTES))
    forms.add(part.toString('latin1'))
    forms.add(part.toString('hex'))
    forms.add(part.toString('hex').toUpperCase())
    forms.add(Array.from(part, (byte) => `${String.fromCharCode(byte)}\0`).join(''))
    forms.add(Array.from(part).join(','))
  }
  for (const shift of [0, 1, 2]) {
    const inner = Buffer.from(secret.subarray(shift, shift + 3 * Math.floor((secret.length - shift) / 3)))
    for (const encoding of ['base64', 'base64url'] as const) {
      const text = inner.toString(encoding)
      for (let at = 0; at + 12 <= text.length; at += 4) forms.add(text.slice(at, at + 12))
    }
  }
  return pieces.filter(({ text }) => [...forms].some((form) => text.includes(form))).map(({ where }) => where)
}
