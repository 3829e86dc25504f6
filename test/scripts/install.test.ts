import { describe, expect, it } from 'vitest'
import { whyInstall } from '../../scripts/install.mjs'
import { folderWith } from './folder.ts'

interface Entry {
  readonly version?: string
  readonly integrity?: string
  readonly optional?: boolean
  readonly link?: boolean
}

const LOCK: Readonly<Record<string, Entry>> = {
  '': { version: '1.0.0' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/for-another-system': { version: '2.0.0', integrity: 'sha512-b', optional: true },
  'node_modules/stub': { link: true },
}

const { 'node_modules/a': A } = LOCK

function why(installed: Readonly<Record<string, Entry | undefined>> | undefined, onDisk = true) {
  return whyInstall(
    folderWith({
      'package-lock.json': JSON.stringify({ packages: LOCK }),
      ...(installed === undefined
        ? {}
        : { 'node_modules/.package-lock.json': JSON.stringify({ packages: installed }) }),
      ...(onDisk ? { 'node_modules/a/package.json': '{}' } : {}),
    }),
  )
}

describe('whether something must be installed', () => {
  it('not when all that this system needs is there', () => {
    expect(why({ 'node_modules/a': A })).toBeUndefined()
  })

  it('when nothing was installed, or the record is broken', () => {
    expect(why(undefined)).toBe('nothing is installed yet')
    expect(why({})).toBe('a is missing')
  })

  it('when another version or other bytes than the locked ones are there', () => {
    expect(why({ 'node_modules/a': { ...A, version: '1.0.1' } })).toBe('a is not the locked version')
    expect(why({ 'node_modules/a': { ...A, integrity: 'sha512-x' } })).toBe('a is not the locked version')
  })

  it('when a package of the record is not on the disk', () => {
    expect(why({ 'node_modules/a': A }, false)).toBe('a is missing')
  })
})
