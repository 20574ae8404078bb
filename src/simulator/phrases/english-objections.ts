import type { ObjectionBook } from './grammar.ts'

/** What English-speaking customers write when something holds them back, by the intent it comes with. Training weeks. */
export const englishObjectionsTraining: ObjectionBook = {
  price_too_high: {
    price_question: [
      'why is the {p} so expensive(?|)',
      '{price}? that is (too much|a lot|expensive)',
      "that's (too expensive|more than i expected), is that really the price(?|)",
      'the price is (too high|a bit high)',
    ],
    discount_request: [
      "(too expensive|it's too much), (any discount|can you do better)(?|)",
      "i can't afford {price}, (do you have a coupon|any sales)(?|)",
      'over my budget, can you (lower the price|give a discount)(?|)',
      'too pricey for me, (any deals|cheaper)(?|)',
    ],
  },
  trust: {
    warranty: [
      'is the {p} (good quality|reliable)(?|)',
      "i'm worried (it will break|about the quality), is there a warranty(?|)",
      'is this (genuine|original|real)(?| and does it have a warranty?)',
      'reviews say it (breaks|stops working) (fast|after a month), (is that true|what then)(?|)',
    ],
    returns: [
      "what if it's (fake|not real), can i return it(?|)",
      'not sure i can trust (this shop|you), can i get a refund if (it is bad|i do not like it)(?|)',
      'is this a scam? (can i get my money back|what about returns)(?|)',
    ],
  },
  need_to_think: {
    goodbye: [
      "(i'll|i need to) think about it",
      '(let me|i will) (think|talk to {who} first)',
      'maybe later, (need to think|not sure yet)',
      "i'm just (thinking|deciding), will come back (later|tomorrow)",
    ],
    product_comparison: [
      "can't decide between the {p} and the {q}, (need to think|let me think)",
      'not sure which one, {p} or {q}, (will think|let me think about it)',
      'still (thinking about|deciding between) the {p} (or|and) the {q}',
    ],
  },
  competitor: {
    product_comparison: [
      '(amazon|another shop) has the same {p} (cheaper|for {price})',
      'why should i buy here and not (on amazon|from another store)(?|)',
      'is yours better than the (anker|philips) {p}(?|)',
    ],
    discount_request: [
      'amazon sells it for {price}, can you (match that|do better)(?|)',
      'another store gives (a discount|10% off), do you(?|)',
      'i found it cheaper (elsewhere|online), can you beat that(?|)',
    ],
  },
  not_needed: {
    goodbye: [
      "(i don't|i do not) (really need|need) it",
      'no thanks, (just looking|i already have one)',
      "(not interested|don't want it), thanks",
      "i'm just browsing, (not buying|no need)",
    ],
    recommendation_request: [
      'do i really need a {p}(?|)',
      'i already have (one|an old {p}), (why get a new one|is it worth it)(?|)',
      'is a {p} (even useful|worth buying) (at all|for me)(?|)',
    ],
  },
}

/** The same for test weeks. */
export const englishObjectionsTest: ObjectionBook = {
  price_too_high: {
    price_question: [
      'the {p} is really expensive',
      'why does it cost {price}, too much',
      'so expensive, is the price right(?|)',
      '{price} (ouch|wow|yikes), (made of gold|seriously)(?|)',
      'did the {p} (go up|double), {price} is steep',
      "(steep|hefty|salty) price tag(, isn't it|)",
    ],
    discount_request: [
      'that is too expensive, can i get a discount(?|)',
      'a bit expensive, any coupon(?|)',
      'too much for me, lower price(?|)',
      'my wallet says no, (can you go lower|help me out)(?|)',
      '{price} is (my ceiling|all i have), (deal|work with me)(?|)',
      'costs an arm and a leg, (anything you can do|any break)(?|)',
    ],
  },
  trust: {
    warranty: [
      'is the quality of the {p} good(?|)',
      'worried it breaks, does it have a warranty(?|)',
      'are these original(?|)',
      'never heard of (the|this) brand, (does it hold up|will it last)(?|)',
      'last one i bought (was junk|died quickly), (do you stand behind this|who fixes it)(?|)',
      'how can i tell it is (authentic|legit)(?|)',
    ],
    returns: [
      'if the {p} is fake do i get a refund(?|)',
      'can i trust you, what if i want to return it(?|)',
      'pictures look too good, if the real thing (disappoints|is junk) can i send it back(?|)',
      'your shop looks (new|sketchy), (how safe is my money|will you honor refunds)(?|)',
    ],
  },
  need_to_think: {
    goodbye: [
      'need to think about this',
      'let me think about it first',
      'i will come back later',
      'not sure, maybe later',
      '(gonna|have to) sleep on it',
      '(after payday|next month) (maybe|perhaps)',
      '(bookmarking|saving) this, (no rush|not in a hurry)',
      '(have to|must) (run it by|check with) {who}',
    ],
    product_comparison: [
      'not decided between {p} and {q}',
      'still thinking, {p} or {q}',
      'both the {p} and {q} (tempt me|look great), (hard call|give me a day)',
      '{p}, {q}... (brain hurts|so undecided), (mulling it over|weighing it)',
    ],
  },
  competitor: {
    product_comparison: [
      'the {p} is cheaper on another site',
      'is yours better than the one from another shop(?|)',
      '(walmart|ebay|costco) (lists|carries) an identical {p} (for less|way lower)',
      "(dyson|sony|ninja)'s (looks|seems) (stronger|superior), (convince me|no)(?|)",
    ],
    discount_request: [
      'cheaper elsewhere for {price}, can you match(?|)',
      'another shop sells it for {price}, any discount(?|)',
      '(walmart|ebay|costco) wants {price}, (price match|will you follow)(?|)',
      'seen it (listed|advertised) lower (down the street|at a rival), (same for me|care to undercut)(?|)',
    ],
  },
  not_needed: {
    goodbye: [
      'i have one already, thanks',
      'not really needed, bye',
      'just looking around',
      '(nah|meh), (no use for it|pass)',
      '(window shopping|killing time) (only|here)',
      'it would (just|only) (gather dust|sit in a drawer)',
      'picked one up (last month|recently), (so no|skip)',
    ],
    recommendation_request: [
      'do i need a {p} at all(?|)',
      'already own a {p}, worth a new one(?|)',
      'what would i even (do with|use) a {p} (for|)(?|)',
      '(my old one|the one at home) (still runs|is fine), (sell me on it|any reason to upgrade)(?|)',
    ],
  },
}
