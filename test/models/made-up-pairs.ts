import { randomFrom } from '../../src/stats/random.ts'

const THINGS = ['退货', '发票', '优惠券', '运费', '尺码', '颜色', '保修', '换货', '会员', '积分', '快递', '订单']
const SAID = ['怎么办理X', '如何申请X', 'X怎么弄', '请问X咋办呢', '我想要X应该怎么做', '麻烦问下X的流程']
const ELSE = ['X什么时候能好', 'X要多少钱', '为什么没有X', 'X在哪里看', '谁负责X', 'X可以取消吗']

/** Pairs as an annotator would leave them: of the same thing, asked the same in other words, or something else. */
export function madeUpPairs(count: number): { q1: string; q2: string; label: 0 | 1 }[] {
  const random = randomFrom('made-up pairs')
  const any = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!
  return Array.from({ length: count }, (_, i) => {
    const thing = `${any(THINGS)}${i}号`
    const label = i % 2 === 0 ? 1 : 0
    const q1 = any(SAID).replace('X', thing)
    return { q1, q2: any(label === 1 ? SAID : ELSE).replace('X', thing), label }
  })
}
