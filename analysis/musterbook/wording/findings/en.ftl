### What is told of a case, in English, the language of findings: its headline in bold, then what it rests on.

total-counted = **{ $people } were counted; there may have been more.** The parts { $parts } add up to the published
    “at least { $low }”: exactly so many are on record.
total-settled = **{ $people } were reported.** The published figures allow no other number.{ $them ->
    [none] {""}
   *[some] {" "}Of them, { $them }.
 }
total-open = **At least { $people } were reported.** That is the least that all figures need; { $high ->
    [none] no source says how many at most
   *[some] there were at most { $high }
 }.{ $them ->
    [none] {""}
   *[some] {" "}Of them, { $them }.
 }
total-part = { $people } ({ $period })
total-of-them = { $figure }: { $people }

months = **{ $months } had the most: { $people }{ $kind ->
    [each] {" "}each
    [alone] , more than any other month
   *[tied] {""}
 }.** { $left ->
    [0] Every month was published.
   *[other] No other month had more than { $most }.{ $least ->
        [none] {""}
       *[some] {" "}{ $least }; any other may have had nobody.
     } Whether the numbers rose or fell was not published.
 }
months-least = { $month } had at least { $number }

chance = **A busiest month of { $peak } { $rare ->
    [yes] is more than chance alone usually gives
   *[no] could be chance
 }.** If each of { $people } had been equally likely to come in any of { $cells } months, the busiest would have had
    { $peak } or more in { $chance } of cases.

parts = **{ $first }, { $second }: { $rare ->
    [yes] more than chance alone usually gives
   *[no] chance alone often makes such a difference
 }.** That is { $people } in { $months } months and { $rest } in { $later }. If nothing changed between the two, they
    would differ at least as much in { $chance } of cases. The first rate is { $ratio } times the second; from { $low } to
    { $high } times would fit the figures too.
parts-rate = { $rate } a month in { $period }

ages = **Aged { $youngest } to { $oldest }{ $unknown ->
    [0] .** Every age was published; the average is { $low } years.
   *[other] ; { $unknown } of { $people } ages are unknown.** { $settled ->
        [yes] The average age is { $low } years.
       *[no] So the average age may be anything from { $low } to { $high } years.
     }
 }

days = **{ $left ->
    [0] { $sure }
   *[other] At least { $sure }
 } of { $people } came forward within { $days ->
    [one] { $days } day
   *[other] { $days } days
 } of arriving.**{ $left ->
    [0] {""}
   *[other] {" "}How long the other { $left } took was not published.
 }

contradictions = **{ $number ->
    [0] The sources do not contradict each other
    [one] { $number } contradiction between the sources
   *[other] { $number } contradictions between the sources
 }{ $here ->
    [0] {""}
   *[other] , { $here } of them about { $subject }
 }.**{ $lost ->
    [0] {""}
    [one] {" "}In { $lost } place an “at least” was passed on as an exact number.
   *[other] {" "}In { $lost } places an “at least” was passed on as an exact number.
 }

populations = **Other people were counted too; the numbers must not be added.** The largest is { $printed }: { $subject }.
    How many of the { $people } are among them was not published, anything from { $least } to { $most }; together they are
    { $together }.

## What one claim says

claim-all = { $people } in all
claim-in = { $events ->
    [none] { $people } whose { $name } is in { $where }
   *[other] { $people } in { $where }
 }
claim-over = { claim-in }
claim-lag_days = { $people } { $figure }
claim-age = { $people } { $figure }
claim-outcome = { $people } { $figure }
claim-with = { $people } with { $name } { $where }
claim-peak = the largest { $cell } is { $where } with { $people }
claim-occupied = { $cells } with at least one person
claim-amount = amount { $number }
claim-statistic = { $statistic } { $name } { $number }
