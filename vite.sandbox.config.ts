/** The executor sandbox: a page and a module worker for the hidden window. */
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'engine/executor/sandbox',
  base: './',
  build: {
    target: 'chrome130',
    outDir: '../../../out/sandbox',
    emptyOutDir: true,
    minify: false,
    modulePreload: false,
    rollupOptions: {
      input: { page: 'engine/executor/sandbox/index.html', 'executor-web': 'engine/executor/sandbox/executor-web.ts', 'driver-web': 'engine/driver/driver-web.ts' },
      external: ['pyodide'],
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
  logLevel: 'warn',
});
