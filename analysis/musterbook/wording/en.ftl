### Every sentence and word that charts show, in English.
### A message has the same id and the same variables in every language; plurals and cases are decided here.
### A line break inside a message is read as a space.

compact = long
after-colon = as it stands

## Numbers of people

people = { $number } { $number ->
    [one] person
   *[other] people
 }
people-at-least = at least { $number } { $number ->
    [one] person
   *[other] people
 }
people-between = { $low } to { $number } { $number ->
    [one] person
   *[other] people
 }
or-more = { $number } or more
exactly = { $number }
at-least = at least { $number }
at-most = at most { $number }
more-than = more than { $number }
fewer-than = fewer than { $number }
about = about { $number }
no-number = no number
quoted = “{ $words }”
often = { $number ->
    [1] { $value }
    [2] { $value } twice
    [3] { $value } three times
   *[other] { $value } { $number } times
 }

## Time

month-of-year = { $month } { $year }
months-of-year = { $first }–{ $last } { $year }
from-to = { $first } to { $last }
months = { $number } { $number ->
    [one] month
   *[other] months
 }

## What a claim is a figure of

figure-all = All people
figure-soon = Signed up soon after arriving
figure-signup-in = Signed up in { $period }
figure-signup = Signed up { $period }
figure-lag-0 = Signed up on the day of arrival
figure-lag-1 = Signed up the day after arriving
figure-lag = Signed up { $days ->
    [one] { $days } day
   *[other] { $days } days
 } after arriving
figure-lag-range = Signed up { $range } days after arriving
figure-age = Aged { $range }
figure-with = With { $variable } { $where }
figure-peak = Largest { $cell ->
    [year] year
    [month] month
    [day] day
    [period] period
   *[group] group
 }: { $where }
figure-occupied = { $cells ->
    [days] Days
    [weeks] Weeks
    [months] Months
    [quarters] Quarters
    [years] Years
   *[cells] Cells
 } with anybody
figure-youngest = Youngest
figure-oldest = Oldest
figure-statistic = { $statistic ->
    [minimum] Minimum
    [maximum] Maximum
    [mean] Mean
   *[median] Median
 } { $variable ->
    [age] age
    [lag_days] days from arrival to sign-up
   *[other] { $name }
 }

## Words of the data that are known

outcome-returned = returned
outcome-killed = killed
outcome-wounded = wounded
hedge-at-least = at least
hedge-over = over
hedge-most = most
hedge-many = many
hedge-several = several
hedge-regularly-every = regularly every
hedge-nearly-every = nearly every
hedge-almost-every = almost every
hedge-others-reportedly = others, reportedly
told-at-least = at least { $number }
told-at-most = at most { $number }
told-about = about { $number }
told-over = over { $number }
told-for-instance = e.g. { $number }
told-reportedly = reportedly { $number }
told-quoted = “{ $words }” { $number }
population-moscow-centre = On the leaked list of a Moscow selection point
population-in-russian-forces = In Russia’s armed forces, by Ukraine’s count
population-captured = Captured by Ukrainian forces
reading-as-judged = as judged
reading-every-cell-occupied = every cell occupied
reading-ties-for-the-peak-allowed = ties for the peak allowed
reading-records-ignored = records ignored

## Foot of every figure

foot-source = Source: { $outlet }{ $dated ->
    [yes] , { $day }
   *[no] {""}
 }{ $reports ->
    [0] {""}
    [one] , and { $reports } report of it
   *[other] , and { $reports } reports of it
 }; read until { $read }.
foot-named = Sources: as named beside each count; read until { $read }.
foot-limits = Published records only, not all recruits.
foot-list = Source: { $source }.
foot-list-unstated = The source of this list is not stated.
foot-list-limits = People on this list only, not all recruits.
foot-simulated = Simulated list that agrees with the published figures; what was not published is made up.
simulated = SIMULATED
simulated-headline = Simulated: { $headline }

## claims

claims-headline = Of { $statements ->
    [one] { $statements } published statement
   *[other] { $statements } published statements
 }, { $contradicted ->
    [0] none is
    [1] one is
   *[other] { $contradicted } are
 } contradicted
claims-subtitle = What each outlet printed.
claims-dot = Dot: as first published.
claims-ring = Ring: not as first published.
claims-ring-floor = Ring: floor printed as exact.
claims-cross = Cross: cannot { $number ->
    [2] both
   *[other] all
 } be true.
claims-disputed = Hollow cross: a better source says otherwise.
claims-words = Words alone: no number.
claims-blank = Blank: not reported.
claims-alt = Table of { $figures ->
    [one] { $figures } figure
   *[other] { $figures } figures
 } as printed by { $outlets ->
    [one] { $outlets } outlet
   *[other] { $outlets } outlets
 }. { $wrong ->
    [0] None contradict each other.
   *[other] The figures marked with a cross contradict each other: { $crossed }.
 }

## monthly-signups

months-led = { $month } led ({ $people }); { $unknown } of { $all } exact counts unpublished
months-had = { $month } had { $people }; { $unknown } of { $all } exact counts unpublished
months-led-all = { $month } led with { $people }
months-had-all = { $month } had { $people }
months-none = No exact count was published for any month
months-subtitle = Sign-ups by month, { $people } on one list.
months-filled = Filled: reported.
months-outlined = Outlined: from the lowest to the highest number that the published figures allow{ $above ->
    [person] ; it starts above 0 where a person was described
    [floor] ; it starts above 0 where a floor was reported
    [both] ; it starts above 0 where a person or a floor was reported
    [rest] ; it starts above 0 where the other figures leave no less
   *[no] {""}
 }.
months-settled = Line: the only number that the published figures allow.
months-open = Open at the top: no highest number follows.
months-alt = Column chart of { $people } by month of sign-up, { $window }.
months-alt-reported = Reported: { $months }.
months-alt-month = { $month } with { $people ->
    [one] { $people } person
   *[other] { $people } people
 }
months-alt-none = No month was reported.
months-alt-open = Months without a published exact count may hold: { $leeway }.
leeway-each = each
leeway-each-other = each other one
leeway-range = { $months } from { $low } to { $high }
leeway-settled = { $months } exactly { $number }
leeway-open = { $months } { $low } or more
months-alt-unplaced = No monthly counts were published of further people: { $groups }.
months-alt-group = { $people } of { $period }
months-unplaced = { $period }: { $people } more, monthly counts not published

list-months-led = { $month } led with { $people } of { $number ->
    [one] { $number } person
   *[other] { $number } people
 }
list-months-had = { $month } had { $people } of { $number ->
    [one] { $number } person
   *[other] { $number } people
 }
list-months-range = { $month } had { $low } to { $high } of { $number ->
    [one] { $number } person
   *[other] { $number } people
 }
list-months-subtitle = Sign-ups by month, { $people } on one list.
list-months-filled = Filled: certainly in that month.
list-months-outlined = Outlined: up to as many as it may be, where a date is known only roughly.
list-months-alt = Column chart of { $people } by month of sign-up, { $window }. Largest: { $month } with { $largest }.
list-months-coarse = { $number } more, month known only roughly
list-months-unstated = { $number } more, sign-up not stated

## monthly-worlds

worlds-headline = { $worlds ->
    [one] { $worlds } table of months agrees
   *[other] { $worlds } tables of months agree
 } with the reports
worlds-subtitle = People by month.
worlds-dot = Dot: reported.
worlds-line = Each line is as wide as the share of these tables in which the month holds so many. Tables count once each: a
    share is no probability of what happened.
worlds-alt = Chart of { $months ->
    [one] { $months } month
   *[other] { $months } months
 } as stacks of lines, one for each number of people from { $low } to { $high }, as wide as the share of { $worlds }
    possible tables in which the month holds so many.
worlds-alt-settled = Chart of months whose numbers are all settled: { $worlds ->
    [one] { $worlds } table agrees
   *[other] { $worlds } tables agree
 } with the reports.
reported = reported
reported-number = reported: { $number }

## peak-surprise

peak-headline = Chance alone reaches { $peak } or more { $times ->
    [one] { $times } time
   *[other] { $times } times
 } in { $all }
peak-subtitle = Size of the busiest of { $cells } months, if months differed only by chance and each of { $people ->
    [one] { $people } person
   *[other] { $people } people
 } came in an equally likely one. Each ring is one chance in { $all }; blue ones are as large as reported, or larger.
peak-alt = Dot chart of the size of the busiest month by chance alone, one ring for each chance in { $all }; { $times } of
    them are as large as the reported { $peak } or larger. If months differed only by chance, the busiest of { $cells }
    would hold { $peak } or more of { $people ->
    [one] { $people } person
   *[other] { $people } people
 } with probability { $probability }.
peak-axis = people in the busiest month

## year-split

years-headline = { $counts } { $people ->
   *[other] people
 }: { $rates } a month
years-headline-many = From { $low } to { $high } people a month, by year
years-subtitle = Sign-ups in each year of one list. A block is as wide as the months the list covers, so its height is the
    number of people per month. One mark is one person; its place in the block is not its month.
years-subtitle-filled = Sign-ups in each year of one list. A block is as wide as the months the list covers, so its height
    is the number of people per month.
years-alt = Dot chart of sign-ups in { $parts ->
    [1] one part
    [2] two parts
   *[other] { $parts } parts
 }{ $unequal ->
    [yes] {" "}of unequal length
   *[no] {""}
 }: { $spans }. That is { $rates } people a month{ $declines ->
    [yes] , where the bare totals could be read as a decline
   *[no] {""}
 }.
years-span = { $counts } { $people ->
    [one] person
   *[other] people
 } in { $months ->
    [one] { $covers }
   *[other] the { $months } months { $covers }
 }
years-rate = { $rate } a month
years-open = Hollow: may belong to that year, for the date is known only roughly.
list-years-subtitle = Sign-ups in each year of one list. A block is as wide as its months from the first to the last sign-up,
    so its height is the number of people per month. One mark is one person; its place in the block is not its month.
list-years-subtitle-filled = Sign-ups in each year of one list. A block is as wide as its months from the first to the
    last sign-up, so its height is the number of people per month.
list-years-left-out = People without a sign-up are in no rate.
list-years-unstated = { $number } more, sign-up not stated

## ages

ages-headline = Aged { $youngest } to { $oldest }; { $unknown } of { $all } ages are unknown
ages-headline-one = All ages are known: { $youngest }
ages-subtitle = Age in years of { $people } on one list.
ages-filled = Filled: published.
ages-hollow = Hollow: somewhere between the youngest and the oldest.
ages-mean = The average age may be anything from { $low } to { $high }.
ages-mean-settled = The average age is { $low }.
ages-alt = Dot plot of the { $stated ->
    [one] { $stated } published age
   *[other] { $stated } published ages
 } of { $people }: { $ages }. { $unknown ->
    [0] Every age is known.
   *[other] The other { $unknown } are only known to be between the youngest and the oldest, so the average may be anything
    from { $low } to { $high }.
 }
ages-label = { $age } ({ $number ->
    [one] { $number } person
   *[other] { $number } people
 })
ages-unknown = { $number } more, age not published
ages-axis = age in years
list-ages-headline = Aged { $youngest } to { $oldest }; { $unknown } of { $all } ages inexact
list-ages-headline-exact = Exact ages: { $youngest } to { $oldest }; { $unknown } of { $all } inexact
list-ages-headline-known = Aged { $youngest } to { $oldest }; every age is known
list-ages-subtitle = Age in years of { $people } on one list.
list-ages-filled = Filled: known exactly.
list-ages-outlined = Outlined: up to as many as it may be, where an age is known only as a range.
list-ages-alt = Dot plot of the ages of { $people } from { $youngest } to { $oldest }; the most at one age are { $most }, at
    { $age }. Known only as a range: { $coarse }; not stated: { $unstated }.
list-ages-coarse = { $number } more, age known only as a range
list-ages-unstated = { $number } more, age not stated

## arrival-lag

lag-headline-differ = Sources differ on { $day ->
    [0] same-day sign-ups
    [1] next-day sign-ups
   *[other] days after arrival
 }: { $numbers }
lag-headline-contradict = Sources contradict each other on days since arrival
lag-headline = What { $sources ->
    [one] { $sources } source says
   *[other] { $sources } sources say
 } of days since arrival
lag-headline-none = No source counts people by days since arrival
lag-subtitle = People by days from arrival to sign-up.
lag-filled = Filled: reported, one mark a person.
lag-outlined = Outlined: from the lowest to the highest number that the used figures allow.
lag-alt = Dot charts, one for each source, of people by days from arrival to sign-up. { $said }.
lag-alt-cell = { $source }: { $printed } ({ $lag })
lag-alt-follows = What follows from the used figures: { $cells }.
lag-described = People described
lag-follows = What follows
lag-0 = same day
lag-1 = next day
lag-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
 }
lag-or-more = { $days ->
    [one] { $days } day
   *[other] { $days } days
 } or more
lag-vague = soon after
lag-axis = days from arrival to sign-up
list-lag-headline = On arrival or next day: { $number } of { $all ->
    [one] { $all } person
   *[other] { $all } people
 }
list-lag-subtitle = { $people } on one list by days from arrival to sign-up.
list-lag-filled = Filled: certainly so many days.
list-lag-outlined = Outlined: up to as many as it may be, where a date is known only roughly.
list-lag-alt = Column chart of { $people } by days from arrival to sign-up, from { $first } to { $last }. On the day of arrival
    or the next: { $number }. Not stated: { $unstated }; known only as a range: { $coarse }.
list-lag-coarse = { $number } more, days known only as a range
list-lag-unstated = { $number } more, days not stated

## scale

scale-headline = Lists of { $first } and { $second } may share { $both }
scale-headline-alone = Published { $counts ->
    [one] count
   *[other] counts
 } of people: { $numbers }
scale-subtitle = { $counts ->
    [one] A published count of people.
   *[other] Published counts of different people, never to be added up.
 }
scale-marks = One mark is one person.
scale-filled = Filled: reported.
scale-outlined = Outlined: from the fewest to the most people that may be on both of the larger lists.
scale-alt = { $marks ->
    [yes] { $number ->
        [one] Marks, one for each person,
       *[other] Rows of marks, one for each person,
     }
   *[no] Bars
 } for { $number ->
    [one] a published count of people:
   *[other] published counts of different people, which may not be added up:
 } { $counts }. { $overlap ->
    [yes] The two larger lists may share { $both } people; together they describe { $together }.
   *[no] {""}
 }
scale-alt-count = { $population }: { $printed } ({ $outlets })
scale-both = On both of the larger lists
scale-together = On either of them
scale-outlets-more = { $outlet } and { $number } more

## readings

readings-headline = From { $least } to { $most } tables, by reading
readings-subtitle = Complete tables of months that agree with the published figures, and the least and largest number of
    people each month may hold, under different readings.
readings-dot = Dot: settled.
readings-outline = Outline: anything between.
readings-tables = { $worlds ->
    [one] { $worlds } table
   *[other] { $worlds } tables
 }
readings-none = no table agrees: this reading contradicts itself
readings-alt = Chart of { $readings ->
    [one] { $readings } reading
   *[other] { $readings } readings
 } of the published figures with the number of tables that agree: { $said }.
