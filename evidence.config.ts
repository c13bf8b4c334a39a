import { defineConfig } from './src/targets/config.ts'

/**
 * Live servers to verify, and the refutations that somebody answers for. The stack that this repository ships needs nothing
 * here. Passwords never stand here: EVIDENCE_PASSWORD_FILE names a file that holds one.
 */
export default defineConfig({
  targets: {
    // `npm run verify -- --target ssh://admin@www.example.org` looks inside through ssh (keys and ports: ~/.ssh/config).
    // What is promised is expected; what is left out is listed as "not promised" and never counted.
    //
    // 'ssh://admin@www.example.org': {
    //   front: { https: { host: 'www.example.org', port: 443 }, http: { host: 'www.example.org', port: 80 } },
    //   user: 'admin',
    //   promises: {
    //     app: {
    //       arguments: ['-m', 'streamlit', 'run', 'src/main_paper_trading.py', '--server.port=8501'],
    //       listen: { host: '127.0.0.1', port: 8501 },
    //       user: 'root',
    //       directory: '/opt/mt5-crs',
    //       log: '/tmp/streamlit.log',
    //       pagePath: '/',
    //       healthPath: '/_stcore/health',
    //       marker: 'text that the dashboard shows last',
    //       buildId: 'the build that was deployed',
    //     },
    //     https: {
    //       names: ['www.example.org'],
    //       realm: 'MT5-CRS Dashboard - Restricted Access',
    //       http2: true,
    //       versions: ['TLSv1.2', 'TLSv1.3'],
    //       unknownNamesRefused: false,
    //     },
    //     redirect: { status: 301 },
    //     headers: { 'x-frame-options': 'SAMEORIGIN', 'x-content-type-options': 'nosniff' },
    //     health: { path: '/health', type: 'text/plain', body: 'ok' },
    //     passwords: { file: '/etc/nginx/.htpasswd', mode: '600', owner: 'nginx', minimumCost: 10, users: ['admin'] },
    //     script: {
    //       command: ['python3', '/opt/mt5-crs/scripts/health_check.py'],
    //       log: '/var/log/mt5-crs/health_check.log',
    //     },
    //     dns: {
    //       name: 'www.example.org',
    //       addresses: ['203.0.113.5'],
    //       servers: [{ name: 'ns1', role: 'authoritative', endpoint: { host: '203.0.113.53', port: 53 } }],
    //     },
    //     burntPasswords: ['crs2026secure'],
    //   },
    // },
    //
    // `npm run verify -- --target local`: the server runs on this very machine.
    //
    // local: {
    //   front: { https: { host: '127.0.0.1', port: 443 }, http: { host: '127.0.0.1', port: 80 } },
    //   rootFile: '/etc/ssl/our-root.pem',
    //   promises: { redirect: { status: 301 } },
    // },
  },
  waivers: [
    // { claim: 'tls/old-refused', reason: 'the old terminal is replaced in June', approver: 'Li Wei', expires: '2027-06-30T00:00:00Z' },
  ],
})
