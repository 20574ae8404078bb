import type { Figure } from '../metrics/figure.ts'
import type { Bounded } from '../stats/independent-difference.ts'
import type { Observation } from './alert.ts'
import type { AlertRule, AlertSubject, Breach } from './alert-rule.ts'
import { codeInChinese, figureInChinese, percent, points } from './alert-words.ts'
import type { DriftRow } from './drift-store.ts'
import type { UnlabelledAccuracy } from './unlabelled-accuracy.ts'

/** One figure under a rule's breach. */
export function observeFigure({ breach, clearsAt, leastUnits, settledOnly }: AlertRule, figure: Figure): Observation {
  const { groups, estimate, low, high, denominator, settled, unit } = figure
  const place = { ...groups, ...(unit !== undefined && { unit }) }
  const bound = breach === null ? null : figure[breach.bound]
  const unknown = breach === null || bound === null || denominator < leastUnits || (settledOnly && !settled)
  const bad = unknown ? null : isBeyond(breach, bound, breach.value)
  const clear = !unknown && !isBeyond(breach, bound, clearsAt ?? breach.value)
  return {
    place,
    value: estimate,
    low,
    high,
    bad,
    clear,
    why: sayFigure(figure, breach),
    whyZh: sayFigureZh(figure, breach),
  }
}

const isBeyond = ({ is }: Breach, bound: number, limit: number): boolean =>
  is === 'above' ? bound > limit : bound < limit

function sayFigure({ figure, estimate, low, high, denominator }: Figure, breach: Breach | null): string {
  const number = (value: number | null): string => (value === null ? 'unknown' : String(Number(value.toPrecision(3))))
  const limit =
    breach === null
      ? ''
      : `; it is bad when ${breach.bound === 'estimate' ? 'it' : `its ${breach.bound} bound`} is ${breach.is} ${breach.value}`
  return `${figure} is ${number(estimate)} [${number(low)}, ${number(high)}] over ${denominator} units${limit}`
}

function sayFigureZh({ figure, estimate, low, high, denominator }: Figure, breach: Breach | null): string {
  const { name, number } = figureInChinese(figure)
  const seen = `${name}为 ${number(estimate)}（95% 区间 ${number(low)} ~ ${number(high)}），样本 ${denominator}`
  if (breach === null) return `${seen}。`
  const bound = { estimate: '估计值', low: '区间下限', high: '区间上限' }[breach.bound]
  return `${seen}；${bound}${breach.is === 'above' ? '高于' : '低于'} ${number(breach.value)} 即为异常。`
}

/** How each series stands by its latest day. */
export function observeDrift(
  subject: Extract<AlertSubject, { kind: 'drift' }>,
  rows: readonly DriftRow[],
): Observation[] {
  const wanted = rows.filter(
    (row) =>
      row.series.startsWith(subject.series) && (subject.reference === null || row.referenceName === subject.reference),
  )
  const bySeries = Map.groupBy(wanted, (row) => JSON.stringify([row.referenceName, row.assistant, row.series]))
  return [...bySeries.values()].map((some) => {
    const row = some.reduce((latest, each) =>
      each.dayAt > latest.dayAt || (each.dayAt === latest.dayAt && each.version > latest.version) ? each : latest,
    )
    const { referenceName: reference, assistant, series, effect, auc, p, adjusted, drifted } = row
    const place = { reference, series, ...(assistant !== '' && { assistant }) }
    const day = new Date(row.dayAt).toISOString().slice(0, 10)
    const why = `${series} on ${day} against ${reference}: ${row.test} effect ${effect.toPrecision(3)} (matters from ${row.floor}), p ${p.toPrecision(2)}, ${adjusted.toPrecision(2)} over all series of the day, ${row.current} users`
    const whyZh = `${series}，${day} 对照“${reference}”：${row.test} 检验效应 ${effect.toPrecision(3)}（达到 ${row.floor} 才有意义），p 值 ${p.toPrecision(2)}，与当天全部序列一并校正后 ${adjusted.toPrecision(2)}；当日 ${row.current} 名用户。`
    const bounds = { low: auc?.low ?? null, high: auc?.high ?? null }
    return { place, value: effect, ...bounds, bad: drifted, clear: !drifted, why, whyZh }
  })
}

/** What a segment says of a task; `difference` null = one side is not known. */
interface PartedSegment {
  readonly group: string
  readonly tasks: readonly {
    readonly task: string
    readonly difference: (Bounded & { readonly parts: boolean }) | null
  }[]
}

/** Where do the confidences contradict the reviewed turns, segment by segment? */
export function observePartings(
  { task, by }: Extract<AlertSubject, { kind: 'parting' }>,
  segments: readonly PartedSegment[],
): Observation[] {
  return segments.flatMap(({ group, tasks }): Observation[] => {
    const difference = tasks.find((each) => each.task === task)?.difference
    if (difference == null) return []
    const { estimate, low, high, parts } = difference
    const said = [estimate, low, high].map((each) => each.toFixed(3))
    const why = `${task}, ${by} ${group}: reviewed turns less confidences is ${said[0]} [${said[1]}, ${said[2]}], all segments of it taken together`
    const whyZh = `${codeInChinese(task)}，${codeInChinese(by)} ${group}：复核得出的准确率与置信度推断的相差 ${points(estimate)}（${points(low)} ~ ${points(high)}，已兼顾同时比较的全部细分）。`
    return [{ place: { task, [by]: group }, value: estimate, low, high, bad: parts, clear: !parts, why, whyZh }]
  })
}

/** Do the confidences contradict the reviewed turns? */
export function observeDisagreement(view: {
  readonly task: string
  readonly weighted: Bounded | null
  readonly unlabelled: UnlabelledAccuracy
  readonly disagrees: boolean
}): Observation {
  const { task, weighted, unlabelled, disagrees } = view
  const told = unlabelled.thresholded ?? unlabelled.meanConfidence
  const known = weighted !== null && told !== null
  const say = (each: Bounded | null): string =>
    each === null ? 'unknown' : `${each.estimate.toFixed(3)} [${each.low.toFixed(3)}, ${each.high.toFixed(3)}]`
  return {
    place: { task },
    value: weighted?.estimate ?? null,
    low: weighted?.low ?? null,
    high: weighted?.high ?? null,
    bad: known ? disagrees : null,
    clear: known && !disagrees,
    whyZh: `${codeInChinese(task)}：复核得出的准确率为 ${sayZh(weighted)}，由置信度推断的为 ${sayZh(told)}。`,
    why: `${task}: reviewed turns say an accuracy of ${say(weighted)}, the confidences of ${say(told)}`,
  }
}

const sayZh = (each: Bounded | null): string =>
  each === null ? '未知' : `${percent(each.estimate)}（${percent(each.low)} ~ ${percent(each.high)}）`
