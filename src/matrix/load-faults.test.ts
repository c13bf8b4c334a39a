import { expect, test } from 'vitest'
import { loadCatalogue } from '../claims/catalogue.ts'
import { faultNamed, loadFaults } from './load-faults.ts'

const [faults, catalogue] = await Promise.all([loadFaults(), loadCatalogue()])

test('faults refute claims that there are', () => {
  const claims = new Set(catalogue.claims.map(({ id }) => id))
  const strangers = faults.flatMap(({ id, refutes, unknown = [] }) =>
    [...refutes, ...unknown].filter((claim) => !claims.has(claim)).map((claim) => `${id}: ${claim}`),
  )
  expect(strangers).toEqual([])
})

test('no claim that must hold is one that cannot fail', () => {
  const reached = new Set(faults.flatMap(({ refutes }) => refutes))
  expect(catalogue.claims.filter(({ id, level }) => level === 'MUST' && !reached.has(id)).map(({ id }) => id)).toEqual(
    [],
  )
})

test('ids fit on a command line', () => {
  expect(faults.map(({ id }) => id).filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([])
})

test('says which faults there are where one is not', async () => {
  await expect(faultNamed('no-such-fault')).rejects.toThrow(
    /no fault is named "no-such-fault"; there are: .*backend-dead/,
  )
})
