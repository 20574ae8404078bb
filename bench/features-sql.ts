// The six features of spec/features.md as DuckDB SQL, written from the text alone: the peer whose counts must agree
// with the fold's and whose CPU the fold is measured against. It takes the log as clean as the traffic generator writes
// it (right types, no rubbish); for text it leaves out NFKC and the Unicode 13 table, which that traffic does not need.

const ACKNOWLEDGED =
  "'好的','好','可以','行','嗯','嗯嗯','哦','谢谢','谢谢你','多谢','你好','您好','在吗','在么','是的','不是','对','不用了','再见','知道了','明白了','ok','okay','yes','no','hi','hello','thanks','thankyou','sure','bye','yep','nope','great','gotit','isee'"
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const GRACE = 5 * MINUTE
const HALF_HOUR = 30 * MINUTE

/** Section 2: arrived, one copy of each id, not late. Columns narrowed to what the features read. */
const events = (file: string, now: number): string => `
create temp table ev as
with arrived as (
  select event_id, type, conversation_id conv, user_id, text, fsm_state, "from" f, "to" "to", cta_id, status, action, reason,
         coalesce(received_at, occurred_at) r, least(coalesce(occurred_at, received_at), coalesce(received_at, occurred_at)) t,
         case type when 'user_message' then 0 when 'cta_click' then 1 when 'cart_event' then 2 when 'order_event' then 3
                   when 'explicit_feedback' then 4 when 'fsm_transition' then 5 when 'assistant_message' then 6
                   when 'cta_sent' then 7 when 'conversation_end' then 8 end::utinyint k
  from read_parquet('${file}') where coalesce(received_at, occurred_at) <= ${now}
), copies as (select event_id from arrived group by event_id having count(*) > 1),
winners as (
  select * from arrived where event_id not in (from copies)
  union all
  select * from arrived where event_id in (from copies) qualify row_number() over (partition by event_id order by r, t) = 1
)
select * exclude (type, r) from winners
where r - t <= case when k in (2, 3) then ${72 * HOUR} else ${24 * HOUR} end`

/** Section 3: the talk (chat events and ends) numbered, the end found, one row per conversation. */
const conversations = (now: number): string => `
create temp table talk as
select *, row_number() over w n, t - lag(t) over w > ${24 * HOUR} gap
from ev where k in (0, 5, 6, 7, 8)
window w as (partition by conv order by t, k, event_id);

create temp table conv as
with ends as (
  select conv, min(t) start_t, count(*) size, min(n) filter (where k = 8 or gap) breaks from talk group by conv
), found as (
  select e.*, b.k = 8 and not coalesce(b.gap, false) explicit, b.reason,
         case when breaks is null then size when b.k = 8 and not coalesce(b.gap, false) then breaks else breaks - 1 end end_n
  from ends e left join talk b on b.conv = e.conv and b.n = e.breaks
)
select f.conv, start_t, end_n, l.t end_t, coalesce(explicit, false) explicit,
       coalesce(explicit and coalesce(f.reason, '') not in ('timeout', 'idle', 'abandoned'), false) hard,
       ${now} > case when coalesce(explicit, false) then l.t + ${GRACE} else l.t + ${24 * HOUR + GRACE} end closed
from found f join talk l on l.conv = f.conv and l.n = f.end_n;

create temp table kept as select talk.* from talk join conv using (conv) where n <= end_n;
create temp table users as select conv, user_id, min(t) filter (where k <> 8) known_t from kept where user_id is not null group by all`

/** Section 4: CTA, order and conversion. */
const outcomes = `
create temp table cta as
with clicks as (select conv, cta_id, min(t) t from ev where k = 1 and cta_id is not null group by all)
select s.conv, bool_or(coalesce(c.t <= s.t + ${HALF_HOUR}, false)) clicked, max(s.t) last_t
from kept s left join clicks c on c.conv = s.conv and c.cta_id = s.cta_id where s.k = 7 group by s.conv;

create temp table shop as
select event_id, conv, user_id, t, k,
       case k when 3 then coalesce(status, 'placed') in ('placed', 'paid') else coalesce(action, 'add') = 'add' end buys
from ev where k = 2 or (k = 3 and coalesce(status, 'placed') in ('placed', 'paid'));

create temp table bought as
with hits as (
  select s.conv, s.t from shop s where buys and s.conv is not null
  union all select u.conv, s.t from shop s join users u using (user_id) where buys
)
select conv, bool_or(t <= end_t + ${24 * HOUR}) in_day, bool_or(t <= end_t + ${72 * HOUR}) in_three
from hits join conv using (conv) where t >= start_t group by conv`

/** Section 5 on normalised texts, and the repeats of section 4. */
const repeats = `
create temp table asked as
with said as (
  select conv, text, n, row_number() over (partition by conv order by n) i,
         replies
  from (select conv, k, text, n, count(*) filter (where k = 6) over (partition by conv order by n) replies from kept where k in (0, 6))
  where k = 0
), normal as (
  select conv, i, replies, left(regexp_replace(lower(left(text, 4096)), '[^\\p{L}\\p{N}]', '', 'g'), 512) s,
         list_sort(regexp_extract_all(text, '[0-9]+')) digits
  from said where text is not null
)
select conv, i, replies, s, digits,
       list_distinct(list_transform(range(1, length(s)), p -> substring(s, p, 2))) grams
from normal
where s not in (${ACKNOWLEDGED}) and length(s) >= case when regexp_matches(s, '\\p{Han}') then 2 else 4 end;

create temp table repeated as
select distinct a.conv from asked a join asked b
on a.conv = b.conv and b.i > a.i and b.i <= a.i + 4 and b.replies > a.replies and a.digits = b.digits
where a.s = b.s or (5 * least(len(a.grams), len(b.grams)) >= 3 * greatest(len(a.grams), len(b.grams))
  and 8 * len(list_intersect(a.grams, b.grams)) >= 3 * (len(a.grams) + len(b.grams)))`

/** The states, the rounds and their runs. */
const rounds = `
create temp table stated as
select conv, n, k, t, event_id, "to", f, fsm_state, closing, state_before, coalesce(own, state_before) state,
       coalesce(sum(closing::int) over (partition by conv order by n rows between unbounded preceding and 1 preceding), 0) round
from (
  select *, case k when 5 then "to" when 6 then fsm_state end own,
         last_value(case k when 5 then "to" when 6 then fsm_state end ignore nulls)
           over (partition by conv order by n rows between unbounded preceding and 1 preceding) state_before,
         k = 6 and coalesce(last_value(case when k in (0, 6) then k end ignore nulls)
           over (partition by conv order by n rows between unbounded preceding and 1 preceding) = 0, false) closing
  from kept where k <> 8
);

create temp table stalled as
with done as (
  select conv, round,
         not bool_or((k = 5 and f is distinct from "to") or (k = 6 and fsm_state is not null and state_before is not null and fsm_state <> state_before))
         and not coalesce(bool_or(closing and state in ('closed', 'completed', 'order_placed', 'end')), false) still
  from stated group by conv, round having bool_or(closing)
)
select distinct conv from (
  select conv, still and lag(still, 1) over w and lag(still, 2) over w stalls from done window w as (partition by conv order by round)
) where stalls`

/** Waits, and the first act or terminal state after each. */
const silences = (now: number): string => `
create temp table silence as
with acts as (
  select conv, t, k, event_id, t good_at from ev where k in (0, 1, 4)
  union all select conv, t, k, event_id, t from shop where conv is not null
  union all select u.conv, s.t, s.k, s.event_id, greatest(s.t, known_t) from shop s join users u using (user_id)
    where known_t is not null and s.conv is distinct from u.conv
  union all select conv, t, k, event_id, t from stated where k in (5, 6) and state in ('closed', 'completed', 'order_placed', 'end')
), firsts as (select conv, min(n) n from kept where k = 0 group by conv),
waits as (
  select s.conv, s.t, s.k, s.event_id from stated s join firsts f on f.conv = s.conv and s.n > f.n
  where s.k in (5, 6) and coalesce(s.state, '') not in ('closed', 'completed', 'order_placed', 'end')
), merged as (
  select conv, t, k, event_id, good_at, false waits from acts union all select conv, t, k, event_id, null, true from waits
), next as (
  select conv, t, waits, min(good_at) over (partition by conv order by t, k, event_id
    rows between 1 following and unbounded following) act_at from merged
)
select conv, bool_or(${now} > t + ${HALF_HOUR + GRACE}) silent from next join conv using (conv)
where waits and not coalesce(act_at <= t + ${HALF_HOUR}, false) and not (hard and end_t <= t + ${HALF_HOUR})
group by conv`

/** One row per conversation named by a folded event, written as Parquet. */
const rows = (now: number, out: string): string => `
copy (
  select n.conv conversation_id,
    case when coalesce(cta.clicked, false) then false when not coalesce(closed, false) then null when cta.conv is null then false
         when ${now} > cta.last_t + ${HALF_HOUR + GRACE} then true end cta_not_clicked,
    case when coalesce(in_day, false) then false when closed and ${now} > end_t + ${24 * HOUR + GRACE} then true end no_order,
    case when r.conv is not null then true when closed then false end repeated_question,
    case when st.conv is not null then true when closed then false end fsm_stalled,
    case when coalesce(silent, false) then true when closed and si.conv is null then false end long_silence,
    case when coalesce(in_three, false) then false when closed and ${now} > end_t + ${72 * HOUR + GRACE} then true end no_conversion
  from (select distinct conv from ev where conv is not null) n
  left join conv c on c.conv = n.conv left join cta on cta.conv = n.conv left join bought b on b.conv = n.conv
  left join repeated r on r.conv = n.conv left join stalled st on st.conv = n.conv left join silence si on si.conv = n.conv
  order by n.conv
) to '${out}' (format parquet)`

/** The statements, in order; run in a fresh in-memory database. */
export const featureSql = (file: string, now: number, out: string): string[] => [
  events(file, now),
  conversations(now),
  outcomes,
  repeats,
  rounds,
  silences(now),
  rows(now, out),
]
