/**
 * node:http, asked for by name: an `import` of it would make a facade of all its exports and load, for the one that is called
 * `WebSocket`, the whole of Node's own undici, a tenth of a verification's start.
 */
export const http: typeof import('node:http') = process.getBuiltinModule('node:http')
