// Makes `npm start` and `npm test` work from a bare clone: installs what is missing, builds what is stale.
// Plain Node without dependencies, because it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const at = (...parts) => join(root, ...parts)

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Patchbay needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0
}

function newest(path) {
  if (!existsSync(path)) return 0
  if (!statSync(path).isDirectory()) return modified(path)
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}

function run(label, args) {
  console.log(`patchbay: ${label}`)
  const command = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
  const result = spawnSync(command[0], [...command.slice(1), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: command.length === 1 && process.platform === 'win32',
  })
  if (result.status !== 0) {
    console.error(`patchbay: ${label} failed`)
    process.exit(result.status ?? 1)
  }
}

if (modified(at('package-lock.json')) > modified(at('node_modules', '.package-lock.json')))
  run('installing packages', ['ci', '--include=dev', '--no-audit', '--no-fund'])
if (!process.argv.includes('--install-only')) {
  const shared = Math.max(newest(at('server')), modified(at('package-lock.json')), modified(at('tsconfig.json')))
  if (shared > modified(at('dist', 'server', 'main.js'))) {
    const begun = new Date()
    run('building the server', ['exec', '--', 'tsc', '-p', '.'])
    // The compiler leaves files alone that come out as they were.
    utimesSync(at('dist', 'server', 'main.js'), begun, begun)
  }
  const model = newest(at('server', 'model'))
  const withEditor = !process.argv.includes('--server-only')
  if (withEditor && Math.max(newest(at('editor')), model, modified(at('package-lock.json'))) > modified(at('dist', 'editor', 'index.html')))
    run('building the editor', ['exec', '--', 'vite', 'build', '--config', 'editor/vite.config.ts', '--logLevel', 'warn'])
}
