import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build, defineConfig, type Plugin } from 'vite'
import { PAGE_NAMES, pageBuild } from './build-pages.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const server = process.env['PATCHBAY_DEV_SERVER'] ?? 'http://127.0.0.1:4870'
const proxied = Object.fromEntries(['/api', '/hooks', '/docs', '/health', '/selector', '/demo'].map((path) => [path, { target: server }]))

// With older targets the build rewrites `light-dark()` in a way that ignores the colour scheme that Mantine sets.
const browsers = ['chrome123', 'firefox120', 'safari17.5']

/** Builds what other pages load after the editor, whose build empties the folder. */
const otherPages = (): Plugin => {
  const known = { outDir: '' }
  return {
    name: 'other-pages',
    apply: 'build',
    configResolved: ({ root, build }) => void (known.outDir = resolve(root, build.outDir)),
    closeBundle: async () => {
      for (const page of PAGE_NAMES) await build(pageBuild(page, known.outDir))
    },
  }
}

/** Builds the editor into `dist/editor` (`--outDir` overrides) and serves it in development with the API of a running server behind it. */
export default defineConfig({
  root: here,
  plugins: [react(), otherPages()],
  build: { outDir: fileURLToPath(new URL('../dist/editor', import.meta.url)), emptyOutDir: true, target: browsers, chunkSizeWarningLimit: 900 },
  server: { host: '127.0.0.1', proxy: { ...proxied, '/socket.io': { target: server, ws: true } } },
})
