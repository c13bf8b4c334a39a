import { expect, test } from 'vitest'
import { framedExcerpt } from './framed.ts'

const boundary = '0123456789abcdef0123456789abcdef'

test('shows the first lines and the last one of each section', () => {
  const users = Array.from({ length: 9 }, (_, index) => `${index} user`).join('\n')
  const bytes = Buffer.from(
    `\n${boundary} begin\n\n${boundary} users\n${users}\n\n${boundary} stat 7\nE=${boundary}\0python3\0-m\0streamlit\n`,
  )
  const excerpt = framedExcerpt(bytes, { boundary }, 2)
  expect(excerpt?.text).toBe('── begin\n── users\n0 user\n   … 7 …\n8 user\n── stat 7\npython3 -m streamlit')
  expect(excerpt?.omitted).toBeGreaterThan(7 * 'n user\n'.length)
})

test('leaves every other output to others', () => {
  expect(framedExcerpt(Buffer.from('ok\n'), { boundary }, 2)).toBe(null)
  expect(framedExcerpt(Buffer.from(`\n${boundary} users\nroot\n`), { boundary: '.*' }, 2)).toBe(null)
  expect(framedExcerpt(Buffer.from('ok\n'), null, 2)).toBe(null)
})
