import { XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { nasty } from './hostile.ts'
import { input } from './sample.ts'
import { renderSvg } from './svg.ts'
import { tellVerdicts } from './terminal.ts'

test('keeps colours and columns, and refers to nothing outside', () => {
  const svg = renderSvg('\x1b[1m\x1b[31m✗ 不成立\x1b[39m\x1b[22m  1 <root>\n', 'npm run verify')
  expect(XMLValidator.validate(svg)).toBe(true)
  expect(svg).toContain('x="36.8" y="58" fill="#ff7b72" font-weight="bold">不</text>')
  expect(svg).toContain('x="53.6" y="58" fill="#ff7b72" font-weight="bold">成</text>')
  expect(svg).toContain('>1 &lt;root&gt;</text>')
  expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|<script/)
})

test('draws a whole run', () => {
  const svg = renderSvg(tellVerdicts(input, { color: true, width: 100, language: 'en' }), 'npm run verify')
  expect(XMLValidator.validate(svg)).toBe(true)
  expect(svg).toContain('process/not-stopped')
})

test('hostile text stays text', () => {
  for (const text of nasty) {
    const svg = renderSvg(text, text)
    expect(XMLValidator.validate(svg)).toBe(true)
    expect(svg.replaceAll('\n', '')).not.toMatch(/\p{C}|<script|<img/u)
  }
})

test('a long line goes on in the next row, in its colour', () => {
  const svg = renderSvg(`\x1b[36m${'x'.repeat(150)}\x1b[39m`, 'x')
  const rows = [...svg.matchAll(/<text x="20" y="(\d+)"[^>]*fill="#76d9e6"[^>]*>(x+)<\/text>/g)]
  expect(rows.map(([, y, text]) => [y, text?.length])).toEqual([
    ['58', 110],
    ['78', 40],
  ])
})
