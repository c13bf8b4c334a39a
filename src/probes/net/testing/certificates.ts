import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Key and chain (leaf first) in PEM, and the root that it leads to. */
export interface Identity {
  readonly key: string
  readonly chain: string
  readonly leaf: string
  readonly root: string
}

export const publicName = 'www.example.test'

/** A small certificate authority made with openssl: root, intermediate, and leaves of the wanted kind. */
export class Authority {
  readonly #folder = mkdtempSync(join(tmpdir(), 'evidence-gate-ca-'))
  readonly root: string
  #made = 0

  constructor() {
    this.#request('root', 'Test Root', ['-x509', '-days', '30'])
    this.#request('mid', 'Test Intermediate', [])
    this.#sign('mid', 'root', ['-days', '20'], 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign')
    this.root = this.#read('root.pem')
  }

  /** @param options of `openssl x509 -req`, such as `-days -1` */
  leaf(names: readonly string[] = [publicName], options: readonly string[] = ['-days', '10']): Identity {
    this.#made += 1
    const name = `leaf${this.#made}`
    this.#request(name, names[0] ?? 'leaf', [])
    this.#sign(name, 'mid', options, `subjectAltName=${names.map((each) => `DNS:${each}`).join(',')}`)
    const leaf = this.#read(`${name}.pem`)
    return { key: this.#read(`${name}.key`), chain: leaf + this.#read('mid.pem'), leaf, root: this.root }
  }

  /** Where the root lies, for commands. */
  get rootFile(): string {
    return join(this.#folder, 'root.pem')
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #request(name: string, commonName: string, options: readonly string[]): void {
    const out = options.includes('-x509') ? 'pem' : 'csr'
    this.#openssl(
      ['req', ...options, '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'].concat([
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.${out}`,
        '-subj',
        `/CN=${commonName}`,
      ]),
    )
  }

  #sign(name: string, by: string, options: readonly string[], extensions: string): void {
    writeFileSync(join(this.#folder, `${name}.ext`), extensions)
    this.#openssl(
      ['x509', '-req', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial'].concat([
        ...options,
        '-extfile',
        `${name}.ext`,
        '-out',
        `${name}.pem`,
      ]),
    )
  }

  #openssl(words: readonly string[]): void {
    execFileSync('openssl', words, { cwd: this.#folder, stdio: 'pipe' })
  }

  #read(name: string): string {
    return readFileSync(join(this.#folder, name), 'utf8')
  }
}
