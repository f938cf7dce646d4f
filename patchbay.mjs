#!/usr/bin/env node
// The command line of Patchbay, from a bare clone too: makes sure that the server is built, then runs what it was asked for.
// Plain Node without dependencies, because it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ensure = join(dirname(fileURLToPath(import.meta.url)), 'ensure.mjs')
// What is said meanwhile is no part of the report.
const { status } = spawnSync(process.execPath, [ensure, '--server-only'], { stdio: ['ignore', 2, 2] })
if (status === 0) {
  const { runCommandLine } = await import('./dist/server/run-command-line.js')
  process.exitCode = await runCommandLine()
} else process.exitCode = 2
