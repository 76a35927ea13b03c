### Every sentence and word that charts show, in English.
### A message has the same id and the same variables in every language; plurals and cases are decided here.
### A line break inside a message is read as a space.

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
more = more than { $number }
fewer = fewer than { $number }
about = about { $number }
no-number = no number

## Time

month-of-year = { $month } { $year }
months-of-year = { $first }–{ $last } { $year }
from-to = { $first } to { $last }
months = { $number } { $number ->
    [one] month
   *[other] months
 }
months-part = { $number } months
days = { $number } { $number ->
    [one] day
   *[other] days
 }
weeks = { $number } { $number ->
    [one] week
   *[other] weeks
 }
quarters = { $number } { $number ->
    [one] quarter
   *[other] quarters
 }
years = { $number } { $number ->
    [one] year
   *[other] years
 }

## What a claim is a figure of

figure-all = { $variable ->
    [lag_days] Soon after arriving
   *[other] All people
 }
figure-in = { $event } in { $where }
figure-over = { $event }, { $where }
figure-lag_days = { $days ->
    [0] On the day of arrival
    [1] On the day after arriving
   *[other] { $days } days after arriving
 }
figure-age = Aged { $where }
figure-outcome = { $where }
figure-with = { $name }: { $where }
figure-peak = Largest { $cell ->
    [year] year
    [quarter] quarter
    [month] month
    [week] week
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
figure-amount = Amount
figure-statistic = { $variable ->
    [age] { $statistic ->
        [minimum] Youngest
        [maximum] Oldest
        [mean] Mean age
        [sd] Standard deviation of age
       *[median] Median age
     }
   *[other] { $statistic ->
        [minimum] Minimum
        [maximum] Maximum
        [mean] Mean
        [sd] Standard deviation of
       *[median] Median
     } { $name }
 }

## Words of the data that are known

hedge-at-least = at least
hedge-over = over
hedge-most = most
hedge-many = many
hedge-several = several
column-signup = signup
column-arrival = arrival
column-departure = departure
column-outcome = outcome
column-nationality = nationality
column-age = age
column-lag-days = days from arrival
column-sex = sex
column-place = place
told-at-least = at least { $number }
told-at-most = at most { $number }
told-about = about { $number }
told-over = over { $number }
told-more-than = more than { $number }
told-nearly = nearly { $number }
told-almost = almost { $number }
told-fewer-than = fewer than { $number }
told-for-instance = e.g. { $number }
told-reportedly = reportedly { $number }
told-quoted = “{ $words }” { $number }

## Foot of every figure

foot-source = Source: { $outlet }{ $day ->
    [none] {""}
   *[other] , { $day }
 }{ $reports ->
    [0] {""}
    [one] , and { $reports } report of it
   *[other] , and { $reports } reports of it
 }; read until { $read }.
foot-limits = Only what was published is counted; there may have been more people.
foot-list = Source: { $source }.
foot-list-unstated = The source of this list is not stated.
foot-until = The latest date in it is { $day }.
tint-coarse = Light: how many more there may have been, where dates are known only roughly.
tint-protected = Light: up to how many there may have been; the exact number is not given.
tint-ranges = Light: up to how many there may have been, where the table gives no exact number.
foot-protected = Numbers under { $number }, and those that would give them away, are shown as ranges.
foot-people-left-out = { $number ->
    [one] One person described in the sources is left out.
   *[other] { $number } people described in the sources are left out.
}
foot-unread = { $number ->
    [one] { $number } row
   *[other] { $number } rows
} could not be read in full; only what could be read is counted.
foot-table = { $number ->
    [one] One row or column of the table was left out or joined with another.
   *[other] { $number } rows or columns of the table were left out or joined with others.
 }
foot-simulated = Simulated list: made up from published figures, nobody in it is real.
simulated = SIMULATED
simulated-headline = Simulated: { $headline }

## All charts

what-people = People
groups = { $number } { $number ->
    [one] group
   *[other] groups
 }
group = group
nobody = nobody
cell-with = { $cell } ({ $people })
cell-by = { $people } by the end of { $cell }
dates-unstated = The date of { $people } is unknown.
dates-outside = Dated outside this period: { $people }.
more-rows = … and { $number } more

## monthly

by-month = { $what } by month
by-day = { $what } by day
by-week = { $what } by week
by-year = { $what } by year
by-quarter = { $what } by quarter
week-of = the week of { $day }
months-most = { $month } had the most: { $people } of { $all }
months-most-alone = { $month } had the most: { $people }
months-most-range = { $month } had the most: { $low } to { $high }
months-tie = { $month } share the most: { $people ->
    [one] { $people } person
   *[other] { $people } people
 } each
months-known = As far as known, { $month } had the most: { $people } of { $all }
months-known-alone = As far as known, { $month } had the most: { $people }
months-known-tie = As far as known, { $month } had the most: { $people } each
months-single = { $month }: { $people }
months-none-known = Nobody’s month is known for certain
months-none-published = No number was published for any single month
months-largest-published = Largest published month: { $month } with { $people }
months-ceiling = no other month can have had more than { $most }
months-ceilings = No other month can have had more than { $least } to { $most }, depending on the month
months-open = How many more there were was not published.
months-unknown = Month unknown: { $people }.
months-coarse = The date of { $people } is known only roughly.
months-until = The grey month was not over: it is counted until { $day }.
months-alt = Column chart: { $by }, { $window }. Most: { $largest }.

## cumulative

sum-subtitle = { $what }, running total
sum-headline = { $people } by the end of { $month }
sum-headline-part = { $number } of { $all } by the end of { $month }
sum-band = Light: anything between is possible; dots: settled.
sum-alt = Line chart: { $what }, running total, { $window }. { $ends }.

## years

years-subtitle = { $what } a month, by year
years-parts = A year that is covered in part counts with its months alone.
years-chance = Lines: rates that could give the same number by chance (95 %).
years-tint = Light: from the lowest to the highest rate that is possible.
years-least = Triangle: at least this many.
years-left-out = They are not counted in any year.
years-total = { $people } in { $months }
years-rate = { $rate } a month
years-two = { $first }: { $rate } a month; { $second }: { $other }
years-top = { $year } had the highest rate: { $rate } a month
years-tie = { $number } years share the highest rate: { $rate } a month
years-unsure = No year clearly had the highest rate
years-between = { $low } to { $high }
years-open = Most on record: { $year }, { $people }
years-alt = Chart: { $what } a month in { $number ->
    [one] { $number } year
   *[other] { $number } years
 }. { $spans }.

## ages

ages-headline = Aged { $youngest } to { $oldest }{ $unknown ->
    [0] {""}
   *[other] ; { $all ->
        [0] at least { $unknown }
       *[other] { $unknown } of { $all }
     } ages unknown
 }
ages-headline-one = Everybody is aged { $youngest }
ages-headline-known = Known ages: { $youngest } to { $oldest }; { $all ->
    [0] at least { $unknown }
   *[other] { $unknown } of { $all }
 } { $roughly ->
    [0] unknown
   *[other] not known exactly
 }
ages-headline-known-one = Known age: { $youngest }; { $all ->
    [0] at least { $unknown }
   *[other] { $unknown } of { $all }
 } { $roughly ->
    [0] unknown
   *[other] not known exactly
 }
ages-band = Largest age group: { $band }, { $people }
ages-band-known = As far as known, the largest age group: { $band }, { $people }
ages-tie = { $number } age bands have the most: { $most } each
ages-tie-known = As far as known, { $number } age bands have the most: { $most } each
ages-subtitle = Age in years of { $people }
ages-unknown = The age of { $people } is unknown.
ages-banded = The age of { $people } is known only as a range.
ages-average = { $of ->
    [known] average of known ages
   *[all] average
 }: { $settled ->
    [yes] { $low }
   *[no] between { $low } and { $high }
 }
ages-mean = { $of ->
    [known] The average of the known ages
   *[all] { $settled ->
        [yes] The average age
       *[no] The average of the ages
     }
 } is { $settled ->
    [yes] { $low }
   *[no] between { $low } and { $high }
 }.
ages-alt = Chart of the ages of { $people }: { $ages }.

## lags

lag-headline = { $cell }: { $printed }
lag-headline-differ = { $number ->
    [one] { $number } source differs
   *[other] { $number } sources differ
 } on the days from arrival
lag-headline-none = No source counts people by days from arrival
lag-subtitle = People by days from arrival, as each source printed it. One mark is one person
lag-crossed = Crosses: a better source says otherwise, or not all can be true.
lag-words = { $number ->
    [one] { $number } further source gives
   *[other] { $number } further sources give
 } no number.
lag-alt = Rows of marks, one row for each published number of people by days from arrival. { $said }.
lag-said = { $source }: { $cell }, { $printed }
lag-described = People described one by one
lag-days = { $days ->
    [0] same day
    [1] next day
   *[other] { $days } days
 }
lag-or-more = { $days ->
    [one] { $days } day
   *[other] { $days } days
 } or more
lag-before = before
lag-vague = soon after
lag-list-headline = On arrival or the next day: { $number } of { $all ->
    [one] { $all } person
   *[other] { $all } people
 }
lag-list-subtitle = People by days from arrival
lag-list-alt = Column chart of people by days from arrival. Most: { $most }.
lag-coarse = The number of days of { $people } is known only roughly.
lag-unstated = The number of days of { $people } is unknown.

## groups

groups-subtitle = People by { $column }
groups-most = { $group }: { $people } of { $all ->
    [one] { $all } person
   *[other] { $all } people
 }
groups-tie = { $group }: { $people } each
groups-known = { $group }: { $people } of { $all } known
groups-ties = { $number } groups have { $people ->
    [one] { $people } person
   *[other] { $people } people
 } each
groups-open = { $group }: at least { $people }
groups-range = { $group }: { $range }
groups-open-tie = { $group }: at least { $people } each
groups-others = { $number ->
    [one] { $number } other
   *[other] { $number } others
 }
groups-unknown = unknown
groups-none = Unknown: { $people }.
groups-tint = Light: how many more there may be.
groups-alt = Bar chart of people by { $column }: { $groups }.

## claims

claims-headline = Sources disagree on { $number } of { $all ->
    [one] { $all } published figure
   *[other] { $all } published figures
 }
claims-headline-worded = Sources print { $number } of { $all ->
    [one] { $all } figure
   *[other] { $all } figures
 } differently
claims-headline-none = Sources agree on { $all ->
    [one] the { $all } published figure
   *[other] all { $all } published figures
 }
claims-headline-single = { $all ->
    [one] One published figure, from one source
   *[other] { $all } published figures, each from one source
 }
claims-subtitle = What each source printed.
claims-dot = Dot: as first published.
claims-ring = Ring: not as first published.
claims-cross = Cross: a better source says otherwise, or not all can be true.
claims-left = { $number ->
    [one] { $number } figure without disagreement is
   *[other] { $number } figures without disagreement are
 } left out.
claims-few = { $number ->
    [one] { $number } further figure is
   *[other] { $number } further figures are
 } left out.
claims-alt = Table of what { $outlets ->
    [one] { $outlets } source
   *[other] { $outlets } sources
 } printed of { $figures ->
    [one] { $figures } figure
   *[other] { $figures } figures
 }. Where they differ: { $said }.

## populations

populations-headline = Published counts range from { $least } to { $most } people
populations-headline-one = One published count: { $printed }
populations-subtitle = { $number ->
    [one] Every count that was published.
   *[other] Counts of different people, which must not be added up. All bars have one scale.
 } A tick is a published count.
populations-alt = Bars for published counts of { $number ->
    [one] one group of people
   *[other] { $number } different groups of people, which must not be added up
 }: { $said }.

## chance

chance-headline = Chance alone would do this { $times ->
    [one] once
    [2] twice
   *[other] { $times } times
 } in { $all }
chance-headline-rare = Chance alone would do this less than once in { $all }
chance-subtitle = The busiest of { $months } months had { $peak } of { $people ->
    [one] { $people } person
   *[other] { $people } people
 }. Each ring is one chance in { $all } of how large the busiest month would be if months differed only by chance; blue: as
    large or larger.
chance-alt = Dot chart of how large the busiest of { $months } months would be if { $people ->
    [one] { $people } person
   *[other] each of { $people } people
 } had been equally likely to come in any of them: { $peak } or more people { $times } times in { $all }.
chance-left-out = { $number ->
    [one] { $number } person without a month is
   *[other] { $number } people without a month are
 } left out.
chance-axis = people in the busiest month
chance-reported = it had { $number }
