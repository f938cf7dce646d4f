/** What a room may import: other rooms, or single files of them (`nodes/contract.ts`), and packages only it may import. */
export interface Room {
  rooms: readonly string[]
  /** Packages nobody else may import. */
  owns?: readonly string[]
}

/** Every folder of the product's sources. A folder that is not here fails the test. */
export const ROOMS: Readonly<Record<string, Room>> = {
  'server/model': { rooms: [] },
  'server/expression': { rooms: ['server/model'], owns: ['jsonata'] },
  'server/nodes': { rooms: ['server/expression', 'server/model'] },
  'server/connect': { rooms: ['server/expression', 'server/model'], owns: ['undici'] },
  'server/flow': { rooms: ['server/nodes/contract.ts', 'server/expression', 'server/model'] },
  'server/engine': { rooms: ['server/model'], owns: ['@restatedev/restate-sdk'] },
  'server/store': { rooms: ['server/model'], owns: ['lowdb', 'kysely'] },
  'server/delivery': {
    rooms: ['server/engine/contract.ts', 'server/flow/contract.ts', 'server/connect/contract.ts', 'server/store/contract.ts', 'server/model'],
  },
  'server/watch': { rooms: ['server/store/contract.ts', 'server/model'], owns: ['nodemailer'] },
  'server/sandbox': { rooms: [] },
  'server/hub': { rooms: ['server/store/contract.ts', 'server/model'] },
  'server/http': {
    rooms: [
      'server/hub',
      'server/delivery/contract.ts',
      'server/watch/contract.ts',
      'server/flow/contract.ts',
      'server/engine/contract.ts',
      'server/connect/contract.ts',
      'server/store/contract.ts',
      'server/model',
    ],
    owns: ['express', 'socket.io', 'prom-client'],
  },
  'server/cli': {
    rooms: ['server/nodes', 'server/flow', 'server/connect', 'server/expression', 'server/http/json-fault.ts', 'server/http/json-guard.ts', 'server/model'],
  },
  'editor/document': { rooms: ['server/model'] },
  'editor/actions': { rooms: ['editor/document', 'server/model'] },
  'editor/api': { rooms: ['server/model'], owns: ['socket.io-client'] },
  'editor/ui': { rooms: ['server/model'] },
  'editor/canvas': { rooms: ['editor/actions', 'editor/document', 'editor/api', 'editor/ui', 'server/model'], owns: ['@xyflow/react'] },
  'editor/inspector': { rooms: ['editor/actions', 'editor/document', 'editor/api', 'editor/ui', 'server/model'] },
  'editor/mapper': { rooms: ['editor/actions', 'editor/document', 'editor/api', 'editor/ui', 'server/model'] },
  'editor/runs': { rooms: ['editor/actions', 'editor/document', 'editor/api', 'editor/ui', 'server/model'] },
  // What other pages load: nothing of React, and of the model only types and functions without zod.
  'editor/selector': { rooms: ['server/model'] },
  'editor/till': { rooms: ['editor/selector', 'server/model'] },
  'editor/pages': { rooms: ['editor/actions', 'editor/document', 'editor/api', 'editor/ui', 'server/model'] },
}

/** Packages that `server/model` may import; the editor reads it as source. */
export const MODEL_PACKAGES: readonly string[] = ['zod']

/** Folders at the top of the repository. */
export const TOP_LEVEL: readonly string[] = ['.ci', 'connectors', 'docs', 'editor', 'flows', 'server', 'test']

/** Folders whose files compose everything and may import every room: only the files directly in them. */
export const ROOTS: readonly string[] = ['server', 'editor']
