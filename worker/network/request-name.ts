// What a request may be called: short ASCII, such as `join` or `policy/offer`.
import { MAX_REQUEST_NAME_LENGTH } from './limits.ts'

const NAME = /^[a-z0-9][a-z0-9/._-]*$/

export const isRequestName = (name: string): boolean =>
  name.length <= MAX_REQUEST_NAME_LENGTH && NAME.test(name)
