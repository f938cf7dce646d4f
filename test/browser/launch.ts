import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

/** Flags that keep a test browser quiet: no sandbox for root in containers, no calls home. */
const ARGUMENTS = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-dev-shm-usage',
]

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function onThisMachine(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), MAC].find(isExecutable)
}

interface Found {
  executablePath: string
  /** Environment with the shared libraries and fonts that the bundled browser brings. */
  env?: Record<string, string>
}

/** The browser of the npm package; it unpacks its own shared libraries only where it believes to be on AWS Lambda. */
async function bundledBrowser(): Promise<Found> {
  const before = { ...process.env }
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x'
  try {
    const { default: bundled } = await import('@sparticuz/chromium')
    const executablePath = await bundled.executablePath()
    return { executablePath, env: { ...process.env } as Record<string, string> }
  } finally {
    for (const name of ['AWS_LAMBDA_JS_RUNTIME', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH']) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  }
}

/** The browser to test with: `PATCHBAY_BROWSER` (a path, or `bundled`), one on the machine, or the one that an npm package brings. */
async function findBrowser(): Promise<Found> {
  const wanted = process.env.PATCHBAY_BROWSER
  if (wanted && wanted !== 'bundled') return { executablePath: wanted }
  const executablePath = wanted === 'bundled' ? undefined : onThisMachine()
  return executablePath ? { executablePath } : bundledBrowser()
}

/** Starts a headless Chromium; the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ ...(await findBrowser()), args: [...ARGUMENTS, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] })
}
