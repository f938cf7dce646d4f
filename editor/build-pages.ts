import { fileURLToPath } from 'node:url'
import type { InlineConfig } from 'vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** What pages outside of the editor load, each as one module without further files: name of the folder and file it is built to, and its source. */
const PAGES = { 'selector/customer-selector': 'selector/customer-selector.ts', 'till/till': 'till/till.ts' } as const

/** Builds one of them into the folder of the built editor. */
export const pageBuild = (page: keyof typeof PAGES, outDir: string): InlineConfig => ({
  configFile: false,
  root: at('.'),
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir,
    emptyOutDir: false,
    target: ['chrome123', 'firefox120', 'safari17.5'],
    lib: { entry: at(PAGES[page]), formats: ['es'], fileName: () => `${page}.js` },
    rolldownOptions: { output: { minify: true } },
  },
})

export const PAGE_NAMES = Object.keys(PAGES) as (keyof typeof PAGES)[]
