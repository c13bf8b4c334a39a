import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root: specs, reports and images are found from here, whatever folder the command ran in. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))
