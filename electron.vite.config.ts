import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { fileURLToPath } from 'node:url';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * What runs the output is said here, not derived: electron-vite would take the version of the `electron` package,
 * and the development fallback is older (Node 20, Chromium 130).
 */
const nodeTarget = 'node20';
const chromeTarget = 'chrome130';

export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      target: nodeTarget,
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: at('main/index.ts'),
          engine: at('main/engine-entry.ts'),
          worker: at('main/worker-entry.ts'),
          cli: at('main/cli/index.ts'),
          guest: at('engine/rules/guest/entry.ts'),
        },
        // CommonJS, because schemes must be registered before Electron is ready; .cjs, because this package is "type": "module".
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
        // Of better-sqlite3 the binaries must lie on disk; pg's optional native half is not used.
        external: ['better-sqlite3', 'pg-native'],
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      target: nodeTarget,
      // A sandboxed preload can load nothing: everything goes inside one file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    base: './',
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      target: chromeTarget,
      chunkSizeWarningLimit: 1500,
      rolldownOptions: {
        input: at('renderer/index.html'),
        output: {
          codeSplitting: {
            groups: [
              { name: 'grid', test: /node_modules[\\/](?:ag-grid|@ag-grid)/ },
              { name: 'charts', test: /node_modules[\\/](?:echarts|zrender)/ },
              { name: 'antd', test: /node_modules[\\/](?:antd|@ant-design|@rc-component|rc-)/ },
              { name: 'react', test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/ },
            ],
          },
        },
      },
    },
  },
});
