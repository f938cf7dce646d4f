import { Flow } from '../../server/model/flow.ts'

/** A flow that a schedule starts at three in the night. */
export const NIGHTLY = Flow.parse({
  id: 'nightly',
  name: 'Nightly',
  client: 'shop',
  nodes: [
    {
      id: 'at',
      kind: 'schedule',
      name: 'At night',
      config: { cron: '0 3 * * *', timeZone: 'Europe/Prague', body: { status: 'open' } },
      position: { x: 0, y: 0 },
    },
    { id: 'log', kind: 'log', name: 'Log', config: {}, position: { x: 1, y: 0 } },
  ],
  wires: [{ id: 'w', from: { node: 'at', port: 'out' }, to: 'log' }],
})
