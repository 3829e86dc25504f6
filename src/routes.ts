// The addresses of the screens. They are part of what people bookmark and programs drive: change none of them lightly.

export const ROUTE = {
  home: '/',
  keyring: '/keyring',
  policies: '/policies',
  newPolicy: '/policies/new',
  policy: (id: string): string => `/policies/${id}`,
  console: '/console',
  data: '/data',
  bulk: '/data/bulk',
  spores: '/spores',
  spore: (id: string): string => `/spores/${id}`,
  proofs: '/proofs',
  evidence: '/evidence',
  evidenceOf: (id: string): string => `/evidence/${id}`,
  peers: '/peers',
  settings: '/settings',
} as const
