import type { ObserveOf } from './ask.ts'
import { connect } from './connect.ts'
import { dns } from './dns.ts'
import { host } from './host.ts'
import { hostAfter } from './host-after.ts'
import { http } from './http.ts'
import { https } from './https.ts'
import { loopback } from './loopback.ts'
import { robot } from './robot.ts'
import { script } from './script.ts'
import { suites } from './suites.ts'
import { tls } from './tls.ts'

/** Every way of looking, by the name under which specs ask. */
export const probes = { host, hostAfter, https, http, tls, suites, dns, connect, loopback, script, robot } as const

/** `observe.https({ path: '/' })`, `observe.host()` … */
export type Observe = ObserveOf<typeof probes>
