import fc from 'fast-check'
import { expect, test } from 'vitest'
import { filesOfDump, parseNginxConfig } from './nginx-config.ts'
import { parseNginxFile } from './nginx-syntax.ts'

const dump = `# configuration file /etc/nginx/nginx.conf:
user www-data;
http {
    log_format j escape=json '{"uri":"$request_uri"}'; # a comment; with { signs
    add_header X-Outer 1;
    auth_basic "outer";
    include /etc/nginx/conf.d/*.conf;
    include mime.types;
}

# configuration file /etc/nginx/conf.d/b.conf:
server {
    listen 443 ssl http2 default_server;
    listen [::]:443 ssl;
    server_name www.example.test example.test;
    if ($host ~ "^a{2}\\.b") { return 421; }
    location / {
        proxy_pass http://127.0.0.1:8501;
        proxy_set_header X "\${host}";
        location ~* "\\.(png|j{1}pg)$" { auth_basic off; }
    }
    location =/health { auth_basic off; add_header X-Inner "a b" always; proxy_pass http://127.0.0.1:8501/_stcore/health; }
    location ^~ /static/ { return 404; }
    location @fallback { internal; }
}

# configuration file /etc/nginx/conf.d/a.conf:
server { listen 127.0.0.1:8080; http2 on; }

# configuration file /etc/nginx/mime.types:
types { text/html html; }
`

test('splices includes in the order in which nginx takes them', () => {
  const config = parseNginxConfig(filesOfDump(dump))
  expect([...config.files.keys()].at(0)).toBe('/etc/nginx/nginx.conf')
  expect(config.servers.map(({ file }) => file)).toEqual(['/etc/nginx/conf.d/a.conf', '/etc/nginx/conf.d/b.conf'])
  expect(config.tree.at(-1)?.block?.at(-1)?.name).toBe('types')
  expect(config.malformed).toBe(0)
})

test('tells of each location what is in force there', () => {
  const [plain, server] = parseNginxConfig(filesOfDump(dump)).servers
  expect(plain?.listens).toEqual([
    { address: '127.0.0.1:8080', port: 8080, ssl: false, http2: true, defaultServer: false },
  ])
  expect(server?.names).toEqual(['www.example.test', 'example.test'])
  expect(server?.listens[0]).toEqual({ address: '443', port: 443, ssl: true, http2: true, defaultServer: true })
  expect(server?.locations.map(({ modifier, path, realm, proxyPass }) => [modifier, path, realm, proxyPass])).toEqual([
    ['', '/', 'outer', 'http://127.0.0.1:8501'],
    ['~*', '\\.(png|j{1}pg)$', null, null],
    ['=', '/health', null, 'http://127.0.0.1:8501/_stcore/health'],
    ['^~', '/static/', 'outer', null],
    ['@', 'fallback', 'outer', null],
  ])
  const headers = server?.locations.map((location) =>
    location.headers.map(({ name, always }) => `${name} ${always}`).join(),
  )
  expect(headers).toEqual(['X-Outer false', 'X-Outer false', 'X-Inner true', 'X-Outer false', 'X-Outer false'])
  expect(server?.locations.find(({ path }) => path === '/static/')?.returns).toEqual(['404'])
  expect(server?.locations.find(({ path }) => path === '/health')?.line).toBe(11)
})

test('counts what nginx would reject, and reads the rest', () => {
  expect(parseNginxFile('a b; c { d; } } e;', 'f')).toMatchObject({
    malformed: 1,
    directives: [{ name: 'a' }, { name: 'c' }, { name: 'e' }],
  })
  expect(parseNginxFile('a {', 'f').malformed).toBe(1)
  expect(parseNginxFile('a "b; c;', 'f').malformed).toBe(0)
  expect(parseNginxFile(`${'{'.repeat(5000)}x;${'}'.repeat(5000)}`, 'f').malformed).toBeGreaterThan(0)
})

test('a file that includes itself ends', () => {
  const config = parseNginxConfig(
    new Map([['/n.conf', `${'include n.conf; '.repeat(3)} http { server { listen 1; } }`]]),
  )
  expect(config.malformed).toBeGreaterThan(0)
})

test('is total', () => {
  const syntax = fc.array(
    fc.constantFrom(
      'a',
      ' ',
      '{',
      '}',
      ';',
      '"',
      "'",
      '\\',
      '#',
      '\n',
      '$',
      'location ',
      'server ',
      'http ',
      'include ',
      '*',
      '[',
    ),
  )
  fc.assert(
    fc.property(syntax, fc.string(), (parts, noise) => {
      parseNginxConfig(new Map([['/n', parts.join('')]]))
      parseNginxConfig(filesOfDump(noise))
    }),
  )
})
