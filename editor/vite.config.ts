import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const server = process.env['PATCHBAY_DEV_SERVER'] ?? 'http://127.0.0.1:4870'
const proxied = Object.fromEntries(['/api', '/hooks', '/docs', '/health'].map((path) => [path, { target: server }]))

/** Builds the editor into `dist/editor` (`--outDir` overrides) and serves it in development with the API of a running server behind it. */
export default defineConfig({
  root: here,
  plugins: [react()],
  build: { outDir: fileURLToPath(new URL('../dist/editor', import.meta.url)), emptyOutDir: true, chunkSizeWarningLimit: 900 },
  server: { host: '127.0.0.1', proxy: { ...proxied, '/socket.io': { target: server, ws: true } } },
})
