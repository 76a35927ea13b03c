### Усі слова й речення на графіках, українською.

compact = short
after-colon = small

## Кількість людей

people = { $number } { $number ->
    [one] людина
    [few] людини
   *[many] людей
 }
people-at-least = щонайменше { $number } { $number ->
    [one] людина
    [few] людини
   *[many] людей
 }
people-between = від { $low } до { $number } { $number ->
    [one] людини
   *[many] людей
 }
or-more = { $number } або більше
exactly = { $number }
at-least = щонайменше { $number }
at-most = щонайбільше { $number }
more-than = понад { $number }
fewer-than = менше ніж { $number }
about = близько { $number }
no-number = без числа
quoted = «{ $words }»
often = { $number ->
    [1] { $value }
    [2] { $value } (двічі)
    [3] { $value } (тричі)
    [few] { $value } ({ $number } рази)
   *[many] { $value } ({ $number } разів)
 }

## Час

month-of-year = { $month } { $year }
months-of-year = { $first }–{ $last } { $year }
from-to = { $first } — { $last }
months = { $number } { $number ->
    [one] місяць
    [few] місяці
   *[many] місяців
 }

## Про що твердження

figure-all = Усього людей
figure-soon = Невдовзі після приїзду
figure-signup-in = Звернулися: { $period }
figure-signup = Звернулися: { $period }
figure-lag-0 = У день приїзду
figure-lag-1 = Наступного дня
figure-lag = Через { $days ->
    [one] { $days } день
    [few] { $days } дні
   *[many] { $days } днів
 } після приїзду
figure-lag-range = Після приїзду, днів: { $range }
figure-age = Вік: { $range }
figure-with = { $variable }: { $where }
figure-peak = { $cell ->
    [year] Найбільший рік
    [month] Найбільший місяць
    [day] Найбільший день
    [period] Найбільший період
   *[group] Найбільша група
 }: { $where }
figure-occupied = { $cells ->
    [days] Дні
    [weeks] Тижні
    [months] Місяці
    [quarters] Квартали
    [years] Роки
   *[cells] Комірки
 } зі зверненнями
figure-youngest = Наймолодший
figure-oldest = Найстарший
figure-statistic = { $variable ->
    [age] { $statistic ->
        [minimum] Найменший вік
        [maximum] Найбільший вік
        [mean] Середній вік
       *[median] Медіанний вік
     }
    [lag_days] Днів від приїзду до звернення, { $statistic ->
        [minimum] найменше
        [maximum] найбільше
        [mean] середнє
       *[median] медіана
     }
   *[other] { $name }, { $statistic ->
        [minimum] найменше
        [maximum] найбільше
        [mean] середнє
       *[median] медіана
     }
 }

## Відомі слова даних

outcome-returned = повернулися додому
outcome-killed = загинули
outcome-wounded = поранені
hedge-at-least = щонайменше
hedge-over = понад
hedge-most = більша частина
hedge-many = багато хто
hedge-several = кілька
hedge-regularly-every = регулярно щомісяця
hedge-nearly-every = майже кожен
hedge-almost-every = майже кожен
hedge-others-reportedly = та інші, як пишуть
told-at-least = щонайменше { $number }
told-at-most = щонайбільше { $number }
told-about = близько { $number }
told-over = понад { $number }
told-for-instance = напр. { $number }
told-reportedly = пишуть: { $number }
told-quoted = «{ $words }» { $number }
population-moscow-centre = У злитому списку московського пункту відбору
population-in-russian-forces = У російській армії, за підрахунками України
population-captured = Узяті в полон українськими силами
reading-as-judged = як у даних
reading-every-cell-occupied = щомісяця хтось був
reading-ties-for-the-peak-allowed = пік може бути не один
reading-records-ignored = без описаних людей

## Підпис під графіком

foot-source = Джерело: { $outlet }{ $dated ->
    [yes] , { $day }
   *[no] {""}
 }{ $reports ->
    [0] {""}
    [one] , і { $reports } публікація за ним
    [few] , і { $reports } публікації за ним
   *[many] , і { $reports } публікацій за ним
 }; прочитано станом на { $read }
foot-named = Джерела названо біля кожного числа; прочитано станом на { $read }
foot-limits = Лише опубліковані дані, не всі завербовані.
foot-list = Джерело: { $source }.
foot-list-unstated = Джерело списку не вказано.
foot-list-limits = Лише люди з цього списку, не всі завербовані.
foot-simulated = Змодельований список, узгоджений з опублікованими числами; неопубліковане вигадано.
simulated = СИМУЛЯЦІЯ
simulated-headline = Симуляція: { $headline }

## claims

claims-headline = Щодо { $contradicted ->
    [0] { $statements ->
        [one] { $statements } твердження
       *[many] { $statements } тверджень
     }
    [1] одного з { $statements ->
        [one] { $statements } твердження
       *[many] { $statements } тверджень
     }
   *[other] { $contradicted } із { $statements ->
        [one] { $statements } твердження
       *[many] { $statements } тверджень
     }
 } джерела { $contradicted ->
    [0] не суперечать
   *[other] суперечать
 } одне одному
claims-subtitle = Що надрукували видання.
claims-dot = Крапка: як у першій публікації.
claims-ring = Кільце: не так, як у першій публікації.
claims-ring-floor = Кільце: нижню межу подано як точне число.
claims-cross = Хрест: разом не можуть бути правдою{ $number ->
   *[other] .
 }
claims-disputed = Порожній хрест: надійніше джерело каже інше.
claims-words = Лише слова: числа немає.
claims-blank = Порожньо: не повідомлялося.
claims-alt = Таблиця: { $figures ->
    [one] { $figures } показник
    [few] { $figures } показники
   *[many] { $figures } показників
 } за версією { $outlets ->
    [one] { $outlets } видання
   *[many] { $outlets } видань
 }. { $wrong ->
    [0] Суперечностей між ними немає.
   *[other] Позначені хрестом числа суперечать одне одному: { $crossed }.
 }

## monthly-signups

months-led = Пік: { $month } ({ $people }); без точного числа { $unknown } із { $all }
months-had = { $month }: { $people }; без точного числа { $unknown } із { $all }
months-led-all = Пік: { $month }, { $people }
months-had-all = { $month }: { $people }
months-none = Для жодного місяця точного числа не опубліковано
months-subtitle = Звернення за місяцями, { $people } в одному списку.
months-filled = Зафарбовано: повідомлялося.
months-outlined = Контур: від найменшого до найбільшого числа, яке допускають опубліковані дані{ $above ->
    [person] ; він починається вище нуля там, де описано людину
    [floor] ; він починається вище нуля там, де повідомлялося «не менше»
    [both] ; він починається вище нуля там, де описано людину або повідомлялося «не менше»
    [rest] ; він починається вище нуля там, де менше не допускають інші дані
   *[no] {""}
 }.
months-settled = Риска: єдине число, яке допускають опубліковані дані.
months-open = Відкрито згори: найбільшого числа немає.
months-alt = Стовпчикова діаграма: { $people } за місяцем звернення, { $window }.
months-alt-reported = Повідомлялося: { $months }.
months-alt-month = { $month } — { $people ->
    [one] { $people } людина
    [few] { $people } людини
   *[many] { $people } людей
 }
months-alt-none = Про жоден місяць не повідомлялося.
months-alt-open = Місяці, точне число яких не опубліковано: { $leeway }.
leeway-each = кожен
leeway-each-other = кожен інший
leeway-range = { $months } — від { $low } до { $high }
leeway-settled = { $months } — рівно { $number }
leeway-open = { $months } — { $low } або більше
months-alt-unplaced = Для решти помісячних чисел не опубліковано: { $groups }.
months-alt-group = { $people } за { $period }
months-unplaced = { $period }: ще { $people }, помісячних чисел не опубліковано

list-months-led = Пік: { $month }, { $people } із { $number ->
    [one] { $number } людини
   *[many] { $number } людей
 }
list-months-had = { $month }: { $people } із { $number ->
    [one] { $number } людини
   *[many] { $number } людей
 }
list-months-range = { $month }: від { $low } до { $high } із { $number ->
    [one] { $number } людини
   *[many] { $number } людей
 }
list-months-subtitle = Звернення за місяцями, { $people } в одному списку.
list-months-filled = Зафарбовано: точно в цьому місяці.
list-months-outlined = Контур: скільки ще можливо, якщо дату відомо лише приблизно.
list-months-alt = Стовпчикова діаграма: { $people } за місяцем звернення, { $window }. Найбільше: { $month }, { $largest }.
list-months-coarse = ще { $number }, місяць відомо лише приблизно
list-months-unstated = ще { $number }, дату звернення не вказано

## monthly-worlds

worlds-headline = { $worlds ->
    [one] { $worlds } помісячна таблиця узгоджується
    [few] { $worlds } помісячні таблиці узгоджуються
   *[many] { $worlds } помісячних таблиць узгоджуються
 } з повідомленнями
worlds-subtitle = Люди за місяцями.
worlds-dot = Крапка: повідомлялося.
worlds-line = Ширина риски: частка цих таблиць, у яких на місяць припадає стільки людей. Кожну таблицю враховано один раз:
    частка — не ймовірність того, що сталося.
worlds-alt = Діаграма: { $months ->
    [one] { $months } місяць
    [few] { $months } місяці
   *[many] { $months } місяців
 }, для кожного — риски за кількістю людей від { $low } до { $high }; ширина риски — частка тих із { $worlds ->
    [one] { $worlds } можливої таблиці
   *[many] { $worlds } можливих таблиць
 }, у яких на місяць припадає стільки людей.
worlds-alt-settled = Діаграма місяців, числа яких усі встановлено: з повідомленнями { $worlds ->
    [one] узгоджується { $worlds } таблиця
    [few] узгоджуються { $worlds } таблиці
   *[many] узгоджуються { $worlds } таблиць
 }.
reported = повідомлялося
reported-number = повідомлялося: { $number }

## peak-surprise

peak-headline = Випадковість дає { $peak } або більше у { $times ->
    [one] { $times } випадку
   *[many] { $times } випадках
 } зі { $all }
peak-subtitle = Скільки людей припало б на найбільший із { $cells ->
    [one] { $cells } місяця
   *[many] { $cells } місяців
 }, якби місяці різнилися лише випадково і кожна з { $people ->
    [one] { $people } людини
   *[many] { $people } людей
 } могла з однаковою ймовірністю прийти в будь-який із них. Кільце — один шанс зі { $all }; сині не менші, ніж повідомлялося.
peak-alt = Точкова діаграма: розмір найбільшого місяця за чистої випадковості, одне кільце — один шанс зі { $all };
    { $times } з них не менші, ніж повідомлені { $peak }. Якби місяці різнилися лише випадково, на найбільший із { $cells }
    припало б { $peak } або більше з { $people ->
    [one] { $people } людини
   *[many] { $people } людей
 } з імовірністю { $probability }.
peak-axis = людей у найбільшому місяці

## year-split

years-headline = { $counts } { $people ->
    [one] людина
    [few] людини
   *[many] людей
 }: { $rates } на місяць
years-headline-many = За роками: від { $low } до { $high } людини на місяць
years-subtitle = Звернення за роками, один список. Ширина блоку — кількість місяців, які охоплює список, тому висота —
    кількість людей на місяць. Одна позначка — одна людина; її місце в блоці не вказує на місяць.
years-subtitle-filled = Звернення за роками, один список. Ширина блоку — кількість місяців, які охоплює список, тому висота —
    кількість людей на місяць.
years-alt = Точкова діаграма звернень за роками, { $parts ->
    [one] { $parts } частина
    [few] { $parts } частини
   *[many] { $parts } частин
 }{ $unequal ->
    [yes] {" "}неоднакової довжини
   *[no] {""}
 }: { $spans }. Це { $rates } на місяць{ $declines ->
    [yes] , хоча самі підсумки можна сприйняти як спад
   *[no] {""}
 }.
years-span = { $counts } { $people ->
    [one] людина
    [few] людини
   *[many] людей
 } за { $months ->
    [1] { $covers }
    [one] { $months } місяць ({ $covers })
    [few] { $months } місяці ({ $covers })
   *[many] { $months } місяців ({ $covers })
 }
years-rate = { $rate } на місяць
years-open = Порожні: можливо, цей рік, дату відомо приблизно.
list-years-subtitle = Звернення за роками, один список. Ширина блоку — кількість місяців від першого до останнього звернення,
    тому висота — кількість людей на місяць. Одна позначка — одна людина; її місце в блоці не вказує на місяць.
list-years-subtitle-filled = Звернення за роками, один список. Ширина блоку — кількість місяців від першого до останнього
    звернення, тому висота — кількість людей на місяць.
list-years-left-out = Люди без дати звернення до середнього не входять.
list-years-unstated = ще { $number }, дату звернення не вказано

## ages

ages-headline = Від { $youngest } до { $oldest ->
    [one] { $oldest } року
   *[many] { $oldest } років
 }; невідомий вік { $unknown } із { $all }
ages-headline-one = Відомо вік усіх: { $youngest }
ages-subtitle = Вік людей у роках, { $people } в одному списку.
ages-filled = Зафарбовано: опубліковано.
ages-hollow = Кільце: десь між наймолодшим і найстаршим.
ages-mean = Середній вік може бути будь-яким від { $low } до { $high }.
ages-mean-settled = Середній вік: { $low }.
ages-alt = Точкова діаграма: { $people }, опубліковано вік ({ $stated }): { $ages }. { $unknown ->
    [0] Відомо вік усіх.
   *[other] Про решту { $unknown } відомо лише, що вони між наймолодшим і найстаршим, тож середній вік може бути будь-яким від
    { $low } до { $high }.
 }
ages-label = { $age } ({ $number ->
    [one] { $number } людина
    [few] { $number } людини
   *[many] { $number } людей
 })
ages-unknown = ще { $number }, вік не опубліковано
ages-axis = вік у роках
list-ages-headline = Вік { $youngest }–{ $oldest }; у { $unknown } із { $all } відомий неточно
list-ages-headline-exact = Точно відомий вік { $youngest }–{ $oldest }; у { $unknown } із { $all } неточно
list-ages-headline-known = Від { $youngest } до { $oldest ->
    [one] { $oldest } року
   *[many] { $oldest } років
 }; відомо вік усіх
list-ages-subtitle = Вік людей у роках, { $people } в одному списку.
list-ages-filled = Зафарбовано: відомо точно.
list-ages-outlined = Контур: скільки ще можливо, якщо вік відомо лише в межах.
list-ages-alt = Точкова діаграма віку, { $people }, від { $youngest } до { $oldest }; найбільше людей одного віку — { $most }, вік
    { $age }. Відомо лише в межах: { $coarse }; не вказано: { $unstated }.
list-ages-coarse = ще { $number }, вік відомо лише в межах
list-ages-unstated = ще { $number }, вік не вказано

## arrival-lag

lag-headline-differ = Джерела розходяться: { $day ->
    [0] у день приїзду
    [1] наступного дня
   *[other] пізніше
 } { $numbers }
lag-headline-contradict = Джерела суперечать одне одному: дні після приїзду
lag-headline = Час від приїзду до звернення, за { $sources ->
    [one] { $sources } джерелом
   *[many] { $sources } джерелами
 }
lag-headline-none = Жодне джерело не рахує дні після приїзду
lag-subtitle = Люди за кількістю днів від приїзду до звернення.
lag-filled = Зафарбовано: повідомлялося, одна позначка — одна людина.
lag-outlined = Контур: від найменшого до найбільшого числа, яке допускають прийняті дані.
lag-alt = Точкові діаграми за джерелами: люди за кількістю днів від приїзду до звернення. { $said }.
lag-alt-cell = { $source }: { $printed } ({ $lag })
lag-alt-follows = Що випливає з прийнятих даних: { $cells }.
lag-described = Описані люди
lag-follows = Що з цього випливає
lag-0 = того самого дня
lag-1 = наступного дня
lag-days = { $days ->
    [one] { $days } день
    [few] { $days } дні
   *[many] { $days } днів
 }
lag-or-more = { $days ->
    [one] { $days } день
    [few] { $days } дні
   *[many] { $days } днів
 } й більше
lag-vague = невдовзі
lag-axis = днів від приїзду до звернення
list-lag-headline = У день приїзду чи наступного: { $number } із { $all ->
    [one] { $all } людини
   *[many] { $all } людей
 }
list-lag-subtitle = Дні від приїзду до звернення, { $people } в одному списку.
list-lag-filled = Зафарбовано: точно стільки днів.
list-lag-outlined = Контур: скільки ще можливо, якщо дату відомо лише приблизно.
list-lag-alt = Стовпчикова діаграма: { $people } за кількістю днів від приїзду до звернення, від { $first } до { $last }. У день
    приїзду чи наступного: { $number }. Не вказано: { $unstated }; відомо лише в межах: { $coarse }.
list-lag-coarse = ще { $number }, дні відомо лише в межах
list-lag-unstated = ще { $number }, дні не вказано

## scale

scale-headline = Списки на { $first } і { $second }: спільних { $both }
scale-headline-alone = Опублікована кількість { $counts ->
   *[other] людей
 }: { $numbers }
scale-subtitle = { $counts ->
    [1] Опублікована кількість людей.
   *[other] Опубліковані числа про різні групи людей: додавати їх не можна.
 }
scale-marks = Одна позначка — одна людина.
scale-filled = Зафарбовано: повідомлялося.
scale-outlined = Контур: від найменшої до найбільшої кількості людей, які можуть бути в обох великих списках.
scale-alt = { $marks ->
    [yes] { $number ->
        [1] Позначки, по одній на людину,
       *[other] Ряди позначок, по одній на людину,
     }
   *[no] Стовпці
 } для { $number ->
    [1] опублікованої кількості людей:
   *[other] опублікованих чисел про різні групи людей, які не можна додавати:
 } { $counts }. { $overlap ->
    [yes] У двох найбільших списках може бути { $both } спільних людей; разом у них { $together }.
   *[no] {""}
 }
scale-alt-count = { $population }: { $printed } ({ $outlets })
scale-both = В обох великих списках
scale-together = Хоча б в одному з них
scale-outlets-more = { $outlet } і ще { $number }

## readings

readings-headline = Таблиць від { $least } до { $most }, залежно від прочитання
readings-subtitle = Повні помісячні таблиці, узгоджені з опублікованими даними, і найменша та найбільша кількість людей у кожному
    місяці за різних прочитань.
readings-dot = Крапка: число встановлено.
readings-outline = Контур: будь-яке число в цих межах.
readings-tables = { $worlds ->
    [one] { $worlds } таблиця
    [few] { $worlds } таблиці
   *[many] { $worlds } таблиць
 }
readings-none = жодна таблиця не підходить: прочитання суперечить собі
readings-alt = Діаграма: { $readings ->
    [one] { $readings } прочитання
    [few] { $readings } прочитання
   *[many] { $readings } прочитань
 } опублікованих даних і кількість узгоджених із кожним таблиць: { $said }.
