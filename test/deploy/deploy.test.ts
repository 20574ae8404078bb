import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FIGURE_ROWS } from '../../src/metrics/rates.ts'
import { cleanUp, type Service, startService } from '../process/service.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const GRAFANA = join(ROOT, 'deploy/grafana')
const PROMETHEUS = join(ROOT, 'deploy/prometheus')
/** `make test-deploy` brings it; without it the rest is still checked. */
const hasPromtool =
  existsSync(join(ROOT, '.cache/promtool/usr/bin/promtool')) || spawnSync('promtool', ['--version']).status === 0
const promtool = (args: readonly string[], input?: string) =>
  spawnSync(join(ROOT, 'scripts/promtool.sh'), args, { encoding: 'utf8', ...(input !== undefined && { input }) })

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[]
}
const dashboards = readdirSync(GRAFANA).map((name) => ({
  name,
  panels: (JSON.parse(readFileSync(join(GRAFANA, name), 'utf8')) as { panels: Panel[] }).panels,
}))
const rules = readFileSync(join(PROMETHEUS, 'rules.yml'), 'utf8')
const expressions = [
  ...[...rules.matchAll(/^\s+expr: (.+)$/gm)].map((match) => match[1]!),
  ...dashboards.flatMap(({ panels }) => panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))),
]

let service: Service
let shown = ''
beforeAll(async () => {
  service = await startService()
  shown = (await service.get('/metrics')).text
})
afterAll(cleanUp)

describe('what dashboards and rules ask for', () => {
  test('there are expressions', () => expect(expressions.length).toBeGreaterThan(40))

  test('every metric that they name is one that /metrics shows', () => {
    const families = new Map([...shown.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map((match) => [match[1]!, match[2]!]))
    const names = expressions.flatMap((expression) => expression.match(/\b(?:salesloop|process)_[a-z_]+/g) ?? [])
    const unknown = names.filter((name) => {
      const family = name.replace(/_(?:bucket|count|sum)$/, '')
      return !families.has(name) && families.get(family) !== 'histogram'
    })
    expect(unknown).toEqual([])
  })

  test('every figure that they name is one that is shown', () => {
    const reviewed = [...shown.matchAll(/salesloop_figure_units\{figure="([^"]+)"/g)].map((match) => match[1]!)
    const figures = new Set([...FIGURE_ROWS.map((row) => row.figure), ...reviewed])
    const named = expressions.flatMap((each) => [...each.matchAll(/figure="([^"]+)"/g)].map((match) => match[1]!))
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((name) => !figures.has(name) && name !== 'value_per_conversation')).toEqual([])
  })

  test('the number of lines does not grow with conversations, bundles or people', () => {
    const labels = new Set(
      [...shown.matchAll(/^salesloop_\w+\{([^}]*)\}/gm)].flatMap((match) => match[1]!.match(/\w+(?==")/g)),
    )
    for (const name of ['conversation_id', 'user_id', 'day', 'alert_id', 'bundle'])
      expect([...labels]).not.toContain(name)
    expect(shown.split('\n').length).toBeLessThan(1500)
  })
})

describe.each(dashboards)('dashboard $name', ({ panels }) => {
  test('panels have ids of their own, and do not lie upon each other', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const places = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24)
      return Array.from({ length: w * h }, (_, i) => `${x + (i % w)}/${y + Math.floor(i / w)}`)
    })
    expect(new Set(places).size).toBe(places.length)
  })

  test('each panel asks something and has a title', () => {
    for (const { type, title, targets = [] } of panels) {
      expect(title).not.toBe('')
      if (type !== 'row') expect(targets.length).toBeGreaterThan(0)
    }
  })
})

describe.skipIf(!hasPromtool)('promtool', () => {
  test.each([
    { args: ['check', 'rules', 'rules.yml'] },
    { args: ['check', 'config', '--syntax-only', 'prometheus.yml'] },
    { args: ['test', 'rules', 'rules.test.yml'] },
  ])('$args', ({ args }) => {
    const path = join(PROMETHEUS, args.at(-1)!)
    const { status, stdout, stderr } = promtool([...args.slice(0, -1), path])
    expect(`${stdout}${stderr}`).not.toContain('FAILED')
    expect(status).toBe(0)
  })

  test('it can read /metrics', () => {
    const { stdout, stderr } = promtool(['check', 'metrics'], shown)
    const complaints = `${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('salesloop_'))
    expect(complaints).toEqual([])
  })

  test('every expression of the dashboards is PromQL', () => {
    const rows = dashboards.flatMap(({ panels }) =>
      panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    )
    const asRules = rows.map((expr, i) => `      - record: panel:${i}\n        expr: ${JSON.stringify(expr)}`)
    const input = `groups:\n  - name: panels\n    rules:\n${asRules.join('\n')}\n`
    const folder = mkdtempSync(join(tmpdir(), 'panels-'))
    writeFileSync(join(folder, 'panels.yml'), input)
    const { status, stdout, stderr } = promtool(['check', 'rules', join(folder, 'panels.yml')])
    rmSync(folder, { recursive: true })
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' })
  })
})
