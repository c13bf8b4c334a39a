import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { root } from './root.ts'

// Before anything else is loaded: compiled modules are kept between runs.
enableCompileCache(join(root, 'node_modules/.cache/evidence-gate'))

const { main } = await import('./commands/main.ts')
await main(process.argv)
