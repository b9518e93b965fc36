/** The app: main process, preload, renderer. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

export default defineConfig({
  main: {
    build: {
      target: 'node20',
      outDir: 'out/main',
      // Only what is not JavaScript, or has to be the same copy for everybody, stays outside of the bundle.
      externalizeDeps: { exclude: ['valibot', 'electron-log'] },
      rollupOptions: { input: { main: 'electron/main.ts' }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  preload: {
    build: {
      target: 'node20',
      outDir: 'out/preload',
      rollupOptions: {
        input: { preload: 'electron/preload.ts', 'sandbox-preload': 'electron/sandbox-preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    base: './',
    plugins: [svelte()],
    build: { target: 'chrome130', outDir: 'out/renderer', rollupOptions: { input: 'renderer/index.html' } },
  },
});
