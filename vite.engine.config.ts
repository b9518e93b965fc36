/** The engine's bundles for plain Node: dstream-submit, the worker threads and the snapshot builder. */
import { existsSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, join } from 'node:path';
import { defineConfig } from 'vite';

/** Every `engine/**\/*.worker.ts` is a worker; adding one needs no line here. */
function workers(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return workers(path);
    return entry.name.endsWith('.worker.ts') ? [path] : [];
  });
}

const programs = ['engine/cli/dstream-submit.ts', 'engine/executor/python/make-snapshot.ts'].filter((file) => existsSync(file));
const input = new Map([...programs, ...workers('engine')].map((file) => [basename(file, '.ts'), file]));

export default defineConfig({
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'out/engine',
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    rollupOptions: {
      input: Object.fromEntries(input),
      external: [...builtinModules, /^node:/, 'pyodide', 'better-sqlite3'],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
  logLevel: 'warn',
});
