import { join } from 'node:path'
import { loadConnectors } from '../../server/connect/load-connectors.ts'
import { NODE_SPECS } from '../../server/nodes/registry.ts'
import { connectorsPage, nodesPage, problemsPage } from './pages.ts'
import { REQUIREMENT_ROWS } from './requirement-rows.ts'
import { findRowTests } from './requirement-tests.ts'
import { requirementsPage } from './requirements-page.ts'

/** The generated pages of `docs/`, by file name. */
export async function readPages(): Promise<Record<string, string>> {
  const connectors = await loadConnectors([join(import.meta.dirname, '../../connectors')])
  return {
    'problems.md': problemsPage(),
    'nodes.md': nodesPage(NODE_SPECS),
    'connectors.md': connectorsPage([...connectors.values()]),
    'requirements.md': requirementsPage(REQUIREMENT_ROWS, findRowTests(join(import.meta.dirname, '..'))),
  }
}
