import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createMetrics } from '../../server/http/metrics.ts'
import { RunTally } from '../../server/http/run-tally.ts'
import type { EffectRecord } from '../../server/model/delivery.ts'
import type { RunRecord } from '../../server/model/run.ts'

interface Panel {
  id: number
  type: string
  title: string
  gridPos: { h: number; w: number; x: number; y: number }
  datasource?: { uid: string }
  targets?: { expr: string; legendFormat: string; datasource: { uid: string } }[]
}

const dashboard = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/grafana-dashboard.json'), 'utf8')) as {
  panels: Panel[]
  templating: { list: { name: string; type: string }[] }
}
const { panels } = dashboard
const targets = panels.flatMap((panel) => panel.targets ?? [])

/** Everything that `/metrics` can say, with its labels: of a server that has seen one of each. */
async function labelsByMetric(): Promise<Map<string, Set<string>>> {
  const tally = new RunTally()
  const run = (state: RunRecord['state'], more: object = {}): RunRecord => ({ flow: 'f', state, durationMs: 1, ...more }) as RunRecord
  tally.changed(run('succeeded'))
  tally.changed(run('queued', { delivery: { attempt: 0 } }))
  tally.changed(run('succeeded', { delivery: { attempt: 1 } }), run('queued', { delivery: { attempt: 0 } }))
  tally.effect({ connection: 'c', state: 'sent' } as EffectRecord)
  const counts = { queued: 0, active: 0, waiting: 0, blocked: 0, paused: 0, expired: 0, completed: 0, dead: 0, cancelled: 0 }
  const { text } = await createMetrics(
    {
      version: '1',
      expressionCounters: () => ({ compiled: 1, cached: 1 }),
      activeRuns: () => 0,
      documents: async () => ({ counts, oldestAt: null }),
      connections: () => [{ id: 'c', breaker: 'closed', retryAt: null, active: 0, waiting: 0, quietUntil: null }],
      now: () => 0,
    },
    tally,
  ).read()
  const found = new Map<string, Set<string>>()
  for (const line of text.split('\n')) {
    const [, name, labels = ''] = /^([a-z]\w*)(?:\{(.*)\})? /.exec(line) ?? []
    if (name) found.set(name, new Set([...(found.get(name) ?? []), ...Array.from(labels.matchAll(/(\w+)="/g), ([, label]) => label!)]))
  }
  return found
}

test('the dashboard uses no metric and no label that /metrics does not have', async () => {
  const known = await labelsByMetric()
  const used = new Set(targets.flatMap(({ expr }) => expr.match(/\b(?:patchbay|process|nodejs)_\w+/g) ?? []))
  expect(used.size).toBeGreaterThan(15)
  expect([...used].filter((name) => !known.has(name))).toEqual([])
  // `instance` is added by whoever scrapes.
  for (const { expr, legendFormat } of targets) {
    const metrics = expr.match(/\b(?:patchbay|process|nodejs)_\w+/g) ?? []
    const labels = [...expr.matchAll(/by \(([^)]+)\)/g)]
      .flatMap(([, names]) => names!.split(', '))
      .concat(Array.from(expr.matchAll(/[{,](\w+)[=!]~?"/g), ([, label]) => label!))
    const shown = Array.from(legendFormat.matchAll(/\{\{(\w+)\}\}/g), ([, label]) => label!)
    for (const label of [...labels, ...shown].filter((each) => each !== 'instance'))
      expect(
        metrics.some((name) => known.get(name)?.has(label)),
        `${label} in ${expr}`,
      ).toBe(true)
  }
})

test('every metric of Patchbay is on the dashboard', async () => {
  const all = targets.map(({ expr }) => expr).join(' ')
  const missing = [...(await labelsByMetric()).keys()].filter((name) => name.startsWith('patchbay_') && !all.includes(name.replace(/_(sum|count)$/, '_bucket')))
  expect(missing).toEqual([])
})

test('its rows and panels fit together, and its data source is chosen on import', () => {
  expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual(['Intake', 'Delivery', 'Lanes', 'Connections', 'Process'])
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  expect(dashboard.templating.list).toContainEqual(expect.objectContaining({ name: 'datasource', type: 'datasource' }))
  for (const { datasource } of [...panels.filter(({ type }) => type !== 'row'), ...targets]) expect(datasource!.uid).toBe('${datasource}')
  const overlaps = (a: Panel['gridPos'], b: Panel['gridPos']): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
  for (const [index, { gridPos }] of panels.entries()) {
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
    expect(
      panels
        .slice(index + 1)
        .filter((other) => overlaps(gridPos, other.gridPos))
        .map(({ title }) => title),
    ).toEqual([])
  }
})
