import autocannon from 'autocannon'
import { readFileSync } from 'node:fs'
import { startChild } from '/work/main/test/bench/child.ts'
import { CUSTOMER } from '/work/main/test/bench/customer.ts'
import { startBenchPatchbay } from '/work/main/test/bench/zz-patchbay.ts'
const target = await startChild('./target-server.ts')
const list: any[] = []
const which = process.argv[3] ?? 'pen'
if (which.includes('p')) { const p = await startBenchPatchbay(target.port); list.push({ name: 'patchbay', c: p, key: p.key }) }
if (which.includes('e')) list.push({ name: 'express', c: await startChild('./express-server.ts', [String(target.port)]), key: 'benchmark' })
if (which.includes('n')) list.push({ name: 'node', c: await startChild('./node-server.ts', [String(target.port)]), key: 'benchmark' })
const cpu = (pid: number) => { const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' '); return (Number(f[11]) + Number(f[12])) * 10_000 }
const go = (x: any, s: number) => autocannon({ url: `http://127.0.0.1:${x.c.port}/api/v1/customers`, method: 'POST', connections: 32, duration: s, headers: { 'content-type': 'application/json', authorization: `Bearer ${x.key}` }, body: JSON.stringify(CUSTOMER) })
for (const s of (process.argv[2] ?? '2,2,2').split(',')) for (const x of list) { const a = cpu(x.c.pid); const t0 = Date.now(); const r = await go(x, Number(s)); const used = cpu(x.c.pid) - a
 console.log(x.name.padEnd(9), 'req/s', r.requests.average.toFixed(0).padStart(5), 'us cpu/req', (used / r['2xx']).toFixed(0).padStart(5), 'p99', r.latency.p99, 'bad', r.non2xx, 'rss', await x.c.rssMb(), 'busy', (used / 1e4 / (Date.now() - t0)).toFixed(1)) }
if (process.env.PB_OUT) console.log(list[0].c.output().slice(-6000))
for (const x of list) await x.c.stop(); await target.stop()
