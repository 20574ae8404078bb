import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Vendor code that all pages need, kept apart so that a change of a page leaves it in the browser's cache. */
const VENDORS: readonly (readonly [name: string, test: RegExp])[] = [
  ['react', /node_modules\/(react|react-dom|react-router|scheduler)\//],
  ['charts', /node_modules\/(echarts|zrender)\//],
]

// What people are served is never a development build, whatever the environment of the one who builds it says.
process.env.NODE_ENV = 'production'

export default defineConfig({
  root: import.meta.dirname,
  mode: 'production',
  plugins: [react()],
  build: {
    outDir: resolve(import.meta.dirname, '../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    // Inlined files would be data: addresses, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: { codeSplitting: { groups: VENDORS.map(([name, test]) => ({ name, test })) } },
    },
  },
  server: { port: 5173, proxy: { '/v1': 'http://127.0.0.1:8080', '/openapi.json': 'http://127.0.0.1:8080' } },
})
