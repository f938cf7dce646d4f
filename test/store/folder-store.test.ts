import { describeStore } from './contract.ts'
import { inFolder } from './store-bench.ts'

describeStore('in a data folder', inFolder)
