import { runPatchbay } from './cli/patchbay.ts'
import { findHomeFolder, readVersion } from './home-folder.ts'
import { readSettings } from './settings.ts'

/** What a shell tells of a program that SIGPIPE ended. */
const BROKEN_PIPE = 141

/** The program `patchbay`: commands that need no server. Called by patchbay.mjs; resolves to the exit code. */
export async function runCommandLine(): Promise<number> {
  // A reader that has seen enough (`| head`) ends the program as it would end any other.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit(BROKEN_PIPE))
  const home = findHomeFolder()
  return runPatchbay(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colours: process.stdout.isTTY && process.env.NO_COLOR === undefined,
    home,
    version: readVersion(home),
    connectors: readSettings({ PATCHBAY_CONNECTORS: process.env.PATCHBAY_CONNECTORS }).connectors,
  })
}
