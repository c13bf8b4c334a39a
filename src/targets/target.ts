import * as z from 'zod'

// Every process of ours parses a few dozen values: to compile the schemas first would take twice the time.
z.config({ jitless: true })

/** Where the runner connects: a host name or address, and a port. */
export const endpointSchema = z.strictObject({ host: z.string(), port: z.int().min(1).max(65535) })
export type Endpoint = z.infer<typeof endpointSchema>

/** How to look inside: which shell reads our script from its standard input. */
export const insideSchema = z.discriminatedUnion('via', [
  z.strictObject({ via: z.literal('docker'), container: z.string() }),
  z.strictObject({ via: z.literal('ssh'), destination: z.string() }),
  z.strictObject({ via: z.literal('local') }),
])
export type Inside = z.infer<typeof insideSchema>

/** A listening socket that the target promises, and by what it is to be owned. */
const listenerSchema = z.strictObject({
  /** 0: any port on these addresses. */
  port: z.int(),
  /** Addresses in the kernel's words: `127.0.0.1`, `0.0.0.0`, `::`. */
  addresses: z.array(z.string()),
  /** The file name of the owner's executable, `python` also matching `python3.13`. */
  executable: z.string(),
})

/**
 * What the target's configuration says of itself. What is promised is expected; a claim about what is not promised is
 * listed as *not promised* and never counted. The shipped stack promises everything.
 */
export const promisesSchema = z.strictObject({
  /** The Streamlit process. */
  app: z
    .strictObject({
      /** The command line, word by word, after the interpreter: `-m streamlit run …`. */
      arguments: z.array(z.string()),
      /** Loopback address and port that it alone must own. */
      listen: endpointSchema,
      user: z.string(),
      directory: z.string(),
      log: z.string(),
      /** Where its page and its own health endpoint are, on loopback. */
      pagePath: z.string(),
      healthPath: z.string(),
      /** Text that the dashboard shows only when its script ran to its end, and the build it was made from. */
      marker: z.string(),
      buildId: z.string(),
    })
    .optional(),
  /** Every listener that may exist in the server's network namespace; another one refutes. */
  listeners: z.array(listenerSchema).optional(),
  https: z
    .strictObject({
      /** Names under which the server answers, the public one first. */
      names: z.array(z.string()).min(1),
      realm: z.string(),
      http2: z.boolean(),
      /** Versions that must be offered; every other one must be refused. */
      versions: z.array(z.enum(['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])),
      /** True: a name that is not in `names` gets no certificate and no page. */
      unknownNamesRefused: z.boolean(),
      /** The certificate on the server's disk, for comparison with the one that is served. */
      certificateFile: z.string().optional(),
      keyFile: z.string().optional(),
    })
    .optional(),
  /** Port 80 answers exactly 301 to the same host and path on https. */
  redirect: z.strictObject({ status: z.literal(301) }).optional(),
  /** Response headers by lower-case name, exact value; on every location and every status. */
  headers: z.record(z.string(), z.string()).optional(),
  /** Anonymous health endpoint, proxied to the app's own. */
  health: z.strictObject({ path: z.string(), type: z.string(), body: z.string() }).optional(),
  /** Password file of Basic Auth. */
  passwords: z
    .strictObject({
      file: z.string(),
      mode: z.string(),
      owner: z.string(),
      minimumCost: z.int(),
      /** Everybody whom the file may admit. */
      users: z.array(z.string()).optional(),
    })
    .optional(),
  /** nginx's access log, one JSON object a line, with the nonce header. */
  accessLog: z.strictObject({ file: z.string(), nonceHeader: z.string() }).optional(),
  /** The proxy's own limits, seconds. */
  proxy: z.strictObject({ readTimeout: z.number(), webSocketTimeout: z.number() }).optional(),
  /** The health check script: its command line, and the log that it appends to. */
  script: z.strictObject({ command: z.array(z.string()).min(1), log: z.string() }).optional(),
  /** The DingTalk heartbeat that the script sends. */
  heartbeat: z.strictObject({ keyword: z.string() }).optional(),
  /** The robot can be asked what it received: a stand-in. The real one tells its sender only. */
  receipts: z.literal(true).optional(),
  dns: z
    .strictObject({
      name: z.string(),
      /** Addresses that the name must have, no more and no fewer. */
      addresses: z.array(z.string()),
      servers: z.array(
        z.strictObject({ name: z.string(), role: z.enum(['authoritative', 'resolver']), endpoint: endpointSchema }),
      ),
    })
    .optional(),
  /** Passwords that were once published and must be refused; public by nature, never secrets. */
  burntPasswords: z.array(z.string()).optional(),
})
export type Promises = z.infer<typeof promisesSchema>

/** What is verified, as plain data. Holds no secret: those travel beside it (see `Secrets`). */
export const targetSchema = z.strictObject({
  /** `stack`, `stack:<name>`, `docker:<container>`, `ssh://user@host`, `local`: as given on the command line. */
  name: z.string(),
  inside: z.nullable(insideSchema),
  /** The front door as the runner reaches it. */
  front: z.strictObject({ https: endpointSchema, http: endpointSchema.optional() }),
  /** PEM of the root that the served chain must lead to; null: the system's roots. */
  root: z.nullable(z.string()),
  /** How an address of the zone is reached from the runner: `198.51.100.10:443` → endpoint. Absent: as it is. */
  reach: z.record(z.string(), endpointSchema),
  /** Basic Auth's user. */
  user: z.string(),
  /** Where the DingTalk stand-in can be asked what it received; null where the real one is used. */
  robot: z.nullable(z.strictObject({ endpoint: endpointSchema, bot: z.string() })),
  promises: promisesSchema,
})
export type Target = z.infer<typeof targetSchema>

/**
 * Values that must never be written anywhere, by name. `password` is Basic Auth's; the others are what a target adds
 * (`robot-token`, `robot-secret`, `robot-admin`).
 */
export type Secrets = ReadonlyMap<string, string>

/** A target together with what must not be written. */
export interface LiveTarget {
  readonly target: Target
  readonly secrets: Secrets
}
