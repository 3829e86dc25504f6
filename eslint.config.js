// Lint rules, type-aware. Layout is prettier's, unused locals are TypeScript's; the rules here find mistakes:
// lost promises, forgotten cases, unsafe casts. Import walls between folders are held by test/architecture.test.ts.
import js from '@eslint/js'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** Things of the page that don't exist in a worker; the DOM types would let them through. */
const PAGE_GLOBALS = [
  'window',
  'document',
  'localStorage',
  'sessionStorage',
  'history',
  'alert',
  'confirm',
  'prompt',
]

/** Globals of Node that the plain .mjs scripts use. */
const NODE_GLOBALS = [
  'process',
  'console',
  'Buffer',
  'URL',
  'fetch',
  'setTimeout',
  'clearTimeout',
  'AbortSignal',
]

export default defineConfig(
  globalIgnores(['dist/', 'dist-test/', 'test-results/', 'stubs/', '**/*.generated*.ts']),
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allow: [{ name: ['Error', 'URL'], from: 'lib' }] },
      ],
      // Style only: `() => close()` and `return close()` read well.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Believes that a flag tested before an await still holds after it, and would have the second test removed.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Types are structural here as everywhere in TypeScript; Node's own declarations rely on it.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Record<never, never> is how the contract says "no parameters".
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      // The compiler reports these already (noUnusedLocals, noUnusedParameters).
      '@typescript-eslint/no-unused-vars': 'off',
      // An interface method that may be asynchronous is often implemented by one that needn't be (memory store).
      '@typescript-eslint/require-await': 'off',
      // `!` is a claim without a reason; an assertion with a message costs one line more.
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
    },
  },
  {
    files: ['worker/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...PAGE_GLOBALS] },
  },
  {
    files: ['relay/**/*.ts', 'scripts/**', 'test/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      // Tests index what they have just built, hand over stubs and pass on deliberately odd values.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['scripts/**/*.mjs'],
    languageOptions: { globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, 'readonly'])) },
  },
  {
    files: ['*.config.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
)
