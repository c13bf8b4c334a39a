// The command line. npm's scripts set NODE_COMPILE_CACHE: with it Node keeps what it compiled, and starts twice as fast.
import { main } from './commands/main.ts'

await main(process.argv)
