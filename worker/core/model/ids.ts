// Branded identifiers. Each is lower-case hex, so that it can key a Map; bytes appear only on the wire and on disk.
// Made only by the parsers below and by hashing, so a value of these types is always well-formed.

declare const brand: unique symbol
type Brand<Name extends string> = string & { readonly [brand]: Name }

/** Ed25519 public key: 64 hex characters. It names a person, an endorser and a libp2p peer alike. */
export type PublicKeyHex = Brand<'public-key'>
/** SHA-256 of a spore's canonical body: 64 hex characters. */
export type SporeId = Brand<'spore-id'>
/** SHA-256 of a policy's canonical record (its genesis): 64 hex characters. */
export type PolicyId = Brand<'policy-id'>

const HEX_32_BYTES = /^[0-9a-f]{64}$/

export const isHex32 = (text: unknown): text is string => typeof text === 'string' && HEX_32_BYTES.test(text)

export const parsePublicKey = (text: unknown): PublicKeyHex | undefined =>
  isHex32(text) ? (text as PublicKeyHex) : undefined
export const parseSporeId = (text: unknown): SporeId | undefined =>
  isHex32(text) ? (text as SporeId) : undefined
export const parsePolicyId = (text: unknown): PolicyId | undefined =>
  isHex32(text) ? (text as PolicyId) : undefined
