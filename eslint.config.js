import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** `{}` as a map of data takes `__proto__` and `constructor` for its own: words are data here. */
const noMapOfData = {
  selector: 'VariableDeclarator[id.typeAnnotation.typeAnnotation.typeName.name="Record"] > ObjectExpression[properties.length=0]',
  message: 'Use a Map: keys that come from data may be called "__proto__".',
};

export default ts.config(
  { ignores: ['out/', 'dist/', 'node_modules/', '.svelte-kit/'] },
  { files: ['**/*.mjs', '**/*.js'], languageOptions: { globals: { ...globals.node } } },
  { files: ['scripts/setup/default-app/*.js'], languageOptions: { sourceType: 'commonjs' } },
  {
    files: ['**/*.ts'],
    extends: [...ts.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: ['./tsconfig.node.json', './tsconfig.web.json'] }, globals: { ...globals.node, ...globals.browser } },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [...ts.configs.recommended, ...svelte.configs.recommended],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig, project: null }, globals: { ...globals.browser } },
    rules: { '@typescript-eslint/await-thenable': 'off', '@typescript-eslint/no-unused-expressions': 'off', 'svelte/prefer-svelte-reactivity': 'off' },
  },
  { files: ['**/*.svelte.ts'], extends: [ts.configs.disableTypeChecked] },
  {
    files: ['**/*.ts', '**/*.svelte'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['warn', 400],
      'no-restricted-syntax': ['error', noMapOfData],
    },
  },
  { files: ['**/*.ts', '**/*.svelte'], rules: { 'no-undef': 'off' } },
);
