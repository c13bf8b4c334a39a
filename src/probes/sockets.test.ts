import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseListenTable, parseSs } from './sockets.ts'

const head4 =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n'
const head6 =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const app =
  '   0: 0100007F:2135 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 45843 1 00000000f92111cd 100 0 0 10 0\n'
const gone =
  '   1: 020200C0:D310 507100CB:0050 06 00000000:00000000 03:00000F35 00000000     0        0 0 3 000000005cb96e0d\n'
const six = (address: string) =>
  `   0: ${address}:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 47705 1 0 100 0 0 10 0\n`

test('reads the listening ones, which come first', () => {
  expect(parseListenTable(head4 + app + gone, 4)).toEqual({
    rows: [{ family: 4, address: '127.0.0.1', port: 8501, uid: 0, inode: 45843, waiting: 3 }],
    complete: true,
  })
  expect(parseListenTable(head4, 4)).toEqual({ rows: [], complete: true })
})

test.each([
  ['00000000000000000000000000000000', '::'],
  ['00000000000000000000000001000000', '::1'],
  ['0000000000000000FFFF00000100007F', '::ffff:127.0.0.1'],
  ['B80D0120000000000000000001000000', '2001:db8::1'],
])('spells %s as %s', (hex, address) => {
  expect(parseListenTable(head6 + six(hex), 6).rows[0]?.address).toBe(address)
})

test('a table that was cut among the listening ones is not whole; behind them it is', () => {
  expect(parseListenTable(head4 + app.slice(0, 40), 4).complete).toBe(false)
  expect(parseListenTable(head4 + app + app.slice(0, 40), 4).complete).toBe(false)
  expect(parseListenTable(head4 + app + gone + gone.slice(0, 9), 4)).toMatchObject({
    rows: [{ port: 8501 }],
    complete: true,
  })
  expect(parseListenTable('', 4).complete).toBe(false)
  expect(parseListenTable(`${head4}   0: nonsense nonsense 0A\n`, 4).complete).toBe(false)
})

test('reads ss, and spells as the kernel does', () => {
  expect(
    parseSs([
      'LISTEN 0      5          127.0.0.1:8501       0.0.0.0:*    users:(("python3",pid=17,fd=3))',
      'LISTEN 0      511          0.0.0.0:443        0.0.0.0:*    users:(("nginx",pid=29,fd=5),("nginx",pid=26,fd=5))',
      'LISTEN 0      511             [::]:443           [::]:*',
      'LISTEN 0      4096               *:8501             *:*',
      'LISTEN 0      4096   127.0.0.53%lo:53         0.0.0.0:*',
    ])?.map(({ family, address, port, pids }) => [family, address, port, pids]),
  ).toEqual([
    [4, '127.0.0.1', 8501, [17]],
    [4, '0.0.0.0', 443, [26, 29]],
    [6, '::', 443, null],
    [6, '::', 8501, null],
    [4, '127.0.0.53', 53, null],
  ])
  expect(parseSs(['ss: invalid option'])).toBeNull()
})

test('is total, and quick on thousands of rows', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => {
      parseListenTable(text, 6)
      parseListenTable(head4 + text, 4)
      parseSs(text.split('\n'))
    }),
  )
  expect(parseListenTable(head4 + app.repeat(20_000), 4).rows).toHaveLength(20_000)
})
