import { type Reply, respond, type Slip, type Understanding } from '../assistant/assistant.ts'
import { humanReplyEvent, turnEvents } from '../assistant/turn-events.ts'
import { wordReply } from '../assistant/wording.ts'
import { clickAfter } from './clicking.ts'
import { type Course, facts, messageId, named, newCourse, turnContext } from './course.ts'
import { between, chance, logNormal, pickWeighted, type Random } from './draw.ts'
import { endConversation } from './ending.ts'
import type { Meaning } from './phrases/phrase-book.ts'
import { type Saying, say } from './saying.ts'
import { faultOf, served, type TurnTruth } from './truth.ts'
import { type Ask, hours, type Sink, seconds, type Visit, type VisitOutcome } from './visit.ts'
import type { World } from './world.ts'

/** What the customer makes of a reply. */
type Verdict = 'fine' | 'rephrase' | 'repeat' | 'moveOn' | 'leave'

/**
 * Plays one visit. It stops at every message of the customer and goes on with what the assistant understood (null: no
 * prediction came); what happens goes into the sink.
 */
export function* converse(
  visit: Visit,
  world: World,
  random: Random,
  sink: Sink,
): Generator<Ask, VisitOutcome, Understanding | null> {
  const course = newCourse(visit, world, random, sink)
  agenda: for (const meaning of visit.need.agenda) {
    let saying: Saying | null = null
    for (let verdict: Verdict = 'rephrase'; verdict !== 'fine' && verdict !== 'moveOn'; ) {
      saying = nextSaying(course, meaning, saying, verdict)
      write(course, saying)
      if (course.human) {
        humanReply(course)
        break
      }
      const understanding: Understanding | null = yield asking(course, saying)
      verdict = reply(course, saying, understanding)
      if (verdict === 'leave') break agenda
    }
  }
  return endConversation(course)
}

function nextSaying(course: Course, meaning: Meaning, last: Saying | null, verdict: Verdict): Saying {
  if (last !== null && verdict === 'repeat') return last
  const { visit, world, random } = course
  const { language } = visit.customer
  const voice = {
    language,
    era: visit.era,
    product: visit.need.product,
    dayOfEra: visit.dayOfEra,
    driftPerWeek: world.drift.perWeek,
    popularity: world.drift.popularity,
    typos: world.customers.typoShare,
    flourish: world.customers.flourishShare,
    vague: world.customers.vagueShare,
    compound: world.customers.compoundShare,
  }
  const saying = say(meaning, voice, random, last ?? undefined)
  const { phrase } = world.adversaries
  return visit.customer.adversary && phrase !== '' ? { ...saying, text: `${saying.text} ${phrase}` } : saying
}

/** The customer's message, after some thinking; some send it twice, some flood. */
function write(course: Course, saying: Saying): void {
  const { visit, world, random, sink } = course
  if (course.turn > 0) course.at += thinkingMs(course, saying)
  course.turn += 1
  if (visit.anonymous && course.turn === 2 && chance(random, 0.5)) course.userId = visit.customer.userId
  const doubled = chance(random, world.customers.doubleSendShare)
  const copies = visit.customer.extreme === 'flooding' ? between(random, 2, 4) : doubled ? 2 : 1
  for (let copy = 0; copy < copies; copy += 1) {
    const event_id = messageId(course) + (copy === 0 ? '' : `-${copy}`)
    sink.event({
      ...named(course),
      event_id,
      type: 'user_message',
      text: saying.text,
      occurred_at: course.at + copy * 700,
    })
  }
  course.at += (copies - 1) * 700
}

function thinkingMs({ visit, world, random }: Course, saying: Saying): number {
  const pause = chance(random, world.customers.pauseShare) ? hours(1 + 2 * random()) : 0
  const thinking = logNormal(random, visit.customer.thinkingSeconds, world.customers.thinkingSpread)
  const perCharacter = visit.customer.language === 'zh' ? 0.4 : 0.15
  return pause + seconds(Math.min(1500, thinking) + perCharacter * saying.text.length)
}

function asking(course: Course, saying: Saying): Ask {
  const { conversationId, channel } = course.visit
  const { intent, objection } = saying
  const { at, turn, userId } = course
  return { at, conversationId, userId, channel, turn, text: saying.text, meaning: { intent, objection } }
}

/** The assistant's reply, what it did to the customer, and what comes next. */
function reply(course: Course, saying: Saying, understanding: Understanding | null): Verdict {
  const slip = drawSlip(course)
  course.at += seconds(0.8 + 1.5 * course.random())
  const context = turnContext(course)
  const made = respond(course.session, understanding, {
    language: course.visit.customer.language,
    facts: facts(course),
    slip,
    unit: course.random(),
  })
  course.session = made.session
  for (const event of turnEvents(made, understanding, context)) course.sink.event(event)
  return takeIn(course, saying, understanding, made, slip)
}

function takeIn(course: Course, saying: Saying, understanding: Understanding | null, made: Reply, slip: Slip): Verdict {
  const { random, world, visit } = course
  const fault = faultOf(saying, understanding, slip)
  const good = served(fault, made)
  const minded = !good && !chance(random, world.customers.tolerance)
  if (fault !== 'none') course.faults += 1
  if (good) course.servedTurns += 1
  if (saying.objection !== 'none' && good) course.objectionAnswered = true
  course.sink.truth(truthOf(course, saying, understanding, fault, minded && fault !== 'none'))
  clickAfter(course, made, good)
  if (!minded) return tryHandOver(course, saying)
  course.minded += 1
  if (course.minded > visit.customer.patience) return 'leave'
  return pickWeighted(random, world.customers.afterMisunderstanding)
}

/** Some complaints are taken over by a person, who answers everything that follows. */
function tryHandOver(course: Course, saying: Saying): Verdict {
  if (saying.intent === 'complaint' && chance(course.random, course.world.assistant.handOverShare)) {
    course.human = true
    course.turn += 1
    humanReply(course)
  }
  return 'fine'
}

function humanReply(course: Course): void {
  course.at += seconds(20 + 60 * course.random())
  const text = wordReply('apologise', course.visit.customer.language, facts(course), course.random())
  course.servedTurns += 1
  course.sink.event(humanReplyEvent(text, turnContext(course)))
}

function drawSlip({ random, world }: Course): Slip {
  const { vagueWording, wrongPolicy } = world.assistant
  const drawn = random()
  if (drawn < vagueWording) return 'wording'
  return drawn < vagueWording + wrongPolicy ? 'policy' : null
}

function truthOf(
  course: Course,
  saying: Saying,
  understanding: Understanding | null,
  fault: TurnTruth['fault'],
  minded: boolean,
): TurnTruth {
  const { visit, turn } = course
  return {
    kind: 'turn',
    conversation_id: visit.conversationId,
    user_event_id: messageId(course),
    assistant_event_id: `${visit.conversationId}-a${turn}`,
    text: saying.text,
    language: visit.customer.language,
    era: visit.era,
    template: saying.template,
    intent: saying.intent,
    objection: saying.objection,
    predicted_intent: understanding?.intent?.label ?? null,
    predicted_objection: understanding?.objection?.label ?? null,
    bundle: understanding?.bundle ?? null,
    fault,
    minded,
  }
}
