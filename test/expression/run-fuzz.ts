import { createExpressions } from '../../server/expression/expressions.ts'
import { findDifferences } from './differences.ts'

// `npm run fuzz -- [expressions] [seed]`: compares compiled expressions with the library; fails where something differs.
const [count = 100_000, seed = Math.floor(Math.random() * 2 ** 32)] = process.argv.slice(2).map(Number)
if (!Number.isInteger(count) || !Number.isInteger(seed)) throw new Error('Usage: npm run fuzz -- [number of expressions] [seed]')
console.log(`seed ${seed}, ${count} expressions`)
const expressions = createExpressions({ maxLength: 100_000 })
const { found, compiled, values } = await findDifferences(expressions, { seed, count })
await expressions.close()
for (const difference of found) console.log(difference)
console.log(`${compiled} compiled, ${values} evaluations with a value on both sides, ${found.length} differences`)
if (found.length > 0) process.exitCode = 1
