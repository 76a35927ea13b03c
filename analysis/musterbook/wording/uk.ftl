### Усі слова й речення на графіках, українською.

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
more = понад { $number }
fewer = менше ніж { $number }
about = близько { $number }
no-number = без числа

## Час

month-of-year = { $month } { $year }
months-of-year = { $first }–{ $last } { $year }
from-to = { $first } — { $last }
months = { $number } { $number ->
    [one] місяць
    [few] місяці
   *[many] місяців
 }
months-part = { $number } місяця
days = { $number } { $number ->
    [one] день
    [few] дні
   *[many] днів
 }
weeks = { $number } { $number ->
    [one] тиждень
    [few] тижні
   *[many] тижнів
 }
quarters = { $number } { $number ->
    [one] квартал
    [many] кварталів
   *[other] квартали
 }
years = { $number } { $number ->
    [one] рік
    [few] роки
   *[many] років
 }

## Про що твердження

figure-all = { $variable ->
    [lag_days] Невдовзі після приїзду
   *[other] Усього людей
 }
figure-in = { $event }: { $where }
figure-over = { $event }: { $where }
figure-lag_days = { $days ->
    [0] У день приїзду
    [1] Наступного дня
    [one] Через { $days } день після приїзду
    [few] Через { $days } дні після приїзду
    [many] Через { $days } днів після приїзду
   *[other] Після приїзду, днів: { $days }
 }
figure-age = Вік: { $where }
figure-outcome = { $where }
figure-with = { $name }: { $where }
figure-peak = { $cell ->
    [year] Найбільший рік
    [quarter] Найбільший квартал
    [month] Найбільший місяць
    [week] Найбільший тиждень
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
 }, коли був хоч хтось
figure-amount = Сума
figure-statistic = { $variable ->
    [age] { $statistic ->
        [minimum] Наймолодший
        [maximum] Найстарший
        [mean] Середній вік
        [sd] Стандартне відхилення віку
       *[median] Медіанний вік
     }
   *[other] { $name }, { $statistic ->
        [minimum] найменше
        [maximum] найбільше
        [mean] середнє
        [sd] стандартне відхилення
       *[median] медіана
     }
 }

## Відомі слова даних

hedge-at-least = щонайменше
hedge-over = понад
hedge-most = більша частина
hedge-many = багато хто
hedge-several = кілька
column-signup = звернення
column-arrival = приїзд
column-departure = від’їзд
column-outcome = доля
column-nationality = громадянство
column-age = вік
column-lag-days = днів після приїзду
column-sex = стать
column-place = місце
told-at-least = щонайменше { $number }
told-at-most = щонайбільше { $number }
told-about = близько { $number }
told-over = понад { $number }
told-more-than = понад { $number }
told-nearly = майже { $number }
told-almost = майже { $number }
told-fewer-than = менше { $number }
told-for-instance = напр. { $number }
told-reportedly = пишуть: { $number }
told-quoted = «{ $words }» { $number }

## Підпис під графіком

foot-source = Джерело: { $outlet }{ $day ->
    [none] {""}
   *[other] , { $day }
 }{ $reports ->
    [0] {""}
    [one] , і { $reports } публікація за ним
    [few] , і { $reports } публікації за ним
   *[many] , і { $reports } публікацій за ним
 }; прочитано станом на { $read }
foot-limits = Враховано лише опубліковане; людей могло бути більше.
foot-list = Джерело: { $source }.
foot-list-unstated = Джерело списку не вказано.
foot-until = Остання дата в ньому: { $day }.
tint-coarse = Світле: скільки ще могло бути, якщо дата відома лише приблизно.
tint-protected = Світлим: скільки щонайбільше могло бути; саме число не розкривається.
tint-ranges = Світлим: скільки щонайбільше могло бути там, де в таблиці немає точного числа.
foot-protected = Числа, менші за { $number }, і ті, за якими їх можна дізнатися, показано діапазоном.
foot-people-left-out = Описаних у джерелах людей не показано: { $number }.
foot-unread = Прочитано не повністю рядків: { $number }; враховано лише прочитане.
foot-table = Рядків і стовпців таблиці, пропущених або об’єднаних з іншими: { $number }.
foot-simulated = Змодельований список: складений за опублікованими числами, цих людей не існує.
simulated = СИМУЛЯЦІЯ
simulated-headline = Симуляція: { $headline }

## Усі графіки

what-people = Люди
groups = груп: { $number }
group = група
nobody = нікого
cell-with = { $cell } ({ $people })
cell-by = { $people } до кінця періоду «{ $cell }»
dates-unstated = Дата невідома: { $people }.
dates-outside = Дата поза цим періодом: { $people }.
more-rows = … і ще { $number }

## monthly

by-month = { $what } за місяцями
by-day = { $what } за днями
by-week = { $what } за тижнями
by-year = { $what } за роками
by-quarter = { $what } за кварталами
week-of = тиждень з { $day }
months-most = Найбільше: { $month } — { $people } з { $all }
months-most-alone = Найбільше: { $month } — { $people }
months-most-range = Найбільше: { $month } — від { $low } до { $high }
months-tie = Порівну найбільше: { $month } — по { $people }
months-known = Наскільки відомо, найбільше: { $month } — { $people } з { $all }
months-known-alone = Наскільки відомо, найбільше: { $month } — { $people }
months-known-tie = Наскільки відомо, найбільше: { $month } — по { $people }
months-single = { $month }: { $people }
months-none-known = Точний місяць невідомий ні для кого
months-none-published = Для жодного місяця число не опубліковано
months-largest-published = Найбільше опубліковане число: { $month } — { $people }
months-ceiling = у будь-якому іншому місяці могло бути не більше { $most }
months-ceilings = В інших місяцях могло бути не більше { $least }–{ $most }, залежно від місяця
months-open = Скільки їх було ще, не опубліковано.
months-unknown = Місяць невідомий: { $people }.
months-coarse = Дата відома лише приблизно: { $people }.
months-until = Сірий місяць не закінчився: враховано по { $day }.

## cumulative

months-alt = Стовпчиковий графік: { $by }, { $window }. Найбільше: { $largest }.
sum-subtitle = { $what }, наростаючим підсумком
sum-headline = { $people } до кінця періоду: { $month }
sum-headline-part = { $number } з { $all } — до кінця періоду: { $month }
sum-band = Світле: можливе будь-яке значення; крапки: число встановлено.
sum-alt = Лінійний графік: { $what }, наростаючим підсумком, { $window }. { $ends }.

## years

years-subtitle = { $what } в середньому за місяць, за роками
years-parts = Неповний рік рахується лише за охопленими місяцями.
years-chance = Лінії: за яких темпів те саме число могло вийти випадково (95 %).
years-tint = Світле: від найменшого до найбільшого можливого.
years-least = Трикутник: щонайменше стільки.
years-left-out = До жодного року їх не віднесено.
years-total = { $people } за { $months }
years-rate = { $rate } на місяць
years-two = { $first }: { $rate } на місяць; { $second }: { $other }
years-top = Найбільше — { $year }: { $rate } на місяць
years-tie = Років із найбільшим числом на місяць: { $number } — по { $rate }
years-unsure = Жоден рік не вирізняється напевно
years-between = від { $low } до { $high }
years-open = Найбільше враховано: { $year }, { $people }
years-alt = Графік: { $what } в середньому за місяць, років: { $number }. { $spans }.

## ages

ages-headline = Вік від { $youngest } до { $oldest }{ $unknown ->
    [0] {""}
   *[other] ; невідомий { $all ->
        [0] щонайменше у { $unknown }
       *[other] у { $unknown } з { $all }
     }
 }
ages-headline-one = Вік усіх: { $youngest }
ages-headline-known = Відомий вік: від { $youngest } до { $oldest }; { $roughly ->
    [0] невідомий
   *[other] точно не відомий
 } { $all ->
    [0] щонайменше у { $unknown }
   *[other] у { $unknown } з { $all }
 }
ages-headline-known-one = Відомий вік: { $youngest }; { $roughly ->
    [0] невідомий
   *[other] точно не відомий
 } { $all ->
    [0] щонайменше у { $unknown }
   *[other] у { $unknown } з { $all }
 }
ages-band = Найбільша вікова група: { $band }, { $people }
ages-band-known = Наскільки відомо, найбільша вікова група: { $band }, { $people }
ages-tie = Вікових груп із найбільшим числом: { $number } — по { $most }
ages-tie-known = Наскільки відомо, вікових груп із найбільшим числом: { $number } — по { $most }
ages-subtitle = Вік у роках, { $people }
ages-unknown = Вік невідомий: { $people }.
ages-banded = Вік відомий лише в межах: { $people }.
ages-average = { $settled ->
    [yes] { $of ->
        [known] у середньому за відомим віком
       *[all] у середньому
     }: { $low }
   *[no] { $of ->
        [known] середнє за відомим віком
       *[all] середній вік
     }: від { $low } до { $high }
 }
ages-mean = { $of ->
    [known] Середнє за відомим віком
   *[all] Середній вік
 } — { $settled ->
    [yes] { $low }
   *[no] від { $low } до { $high }
 }.
ages-alt = Графік віку, { $people }: { $ages }.

## lags

lag-headline = { $cell }: { $printed }
lag-headline-differ = Про дні після приїзду розходяться джерела: { $number }
lag-headline-none = Жодне джерело не рахує людей за днями після приїзду
lag-subtitle = Люди за днями після приїзду, як надрукувало кожне джерело. Один знак — одна людина
lag-crossed = Хрестики: надійніше джерело каже інше, або все разом не може бути правдою.
lag-words = Джерел, що не називають числа: { $number }.
lag-alt = Ряди знаків, по ряду на кожне опубліковане число людей за днями після приїзду. { $said }.
lag-said = { $source }: { $cell }, { $printed }
lag-described = Описані поодинці
lag-days = { $days ->
    [0] того ж дня
    [1] наступного дня
    [one] { $days } день
    [few] { $days } дні
    [many] { $days } днів
   *[other] { $days } дн.
 }
lag-or-more = { $days ->
    [one] { $days } день
    [few] { $days } дні
   *[many] { $days } днів
 } або більше
lag-before = раніше
lag-vague = невдовзі
lag-list-headline = У день приїзду або наступного: { $number } з { $all }
lag-list-subtitle = Люди за днями після приїзду
lag-list-alt = Стовпчиковий графік людей за днями після приїзду. Найбільше: { $most }.
lag-coarse = Кількість днів відома лише приблизно: { $people }.
lag-unstated = Кількість днів невідома: { $people }.

## groups

groups-subtitle = Люди за ознакою: { $column }
groups-most = { $group }: { $people } з { $all }
groups-tie = { $group }: по { $people }
groups-known = { $group }: { $people } з { $all } відомих
groups-ties = Груп, у кожній з яких { $people } ос.: { $number }
groups-open = { $group }: щонайменше { $people }
groups-range = { $group }: { $range }
groups-open-tie = { $group }: щонайменше { $people } у кожній
groups-others = інші ({ $number })
groups-unknown = невідомо
groups-none = Невідомо: { $people }.
groups-tint = Світле: скільки ще може бути.
groups-alt = Стовпчиковий графік людей за ознакою «{ $column }»: { $groups }.

## claims

claims-headline = Джерела розходяться в { $number } з { $all } опублікованих чисел
claims-headline-worded = Джерела по-різному наводять { $number } із { $all } чисел
claims-headline-none = Опублікованих чисел: { $all }; джерела не розходяться
claims-headline-single = Опублікованих чисел: { $all }; у кожного одне джерело
claims-subtitle = Що надрукувало кожне джерело.
claims-dot = Крапка: як опубліковано вперше.
claims-ring = Кружечок: не так, як опубліковано вперше.
claims-cross = Хрестик: надійніше джерело каже інше, або все разом не може бути правдою.
claims-left = Чисел без розбіжностей, не показаних тут: { $number }.
claims-few = Інших чисел, не показаних тут: { $number }.
claims-alt = Таблиця: що надрукували джерела ({ $outlets }) про числа ({ $figures }). Розбіжності: { $said }.

## populations

populations-headline = Опубліковані числа людей: від { $least } до { $most }
populations-headline-one = Одне опубліковане число: { $printed }
populations-subtitle = { $number ->
    [1] Усі опубліковані числа.
   *[other] Числа різних людей, додавати їх не можна. Усі смуги мають один масштаб.
 } Риска — опубліковане число.
populations-alt = Смуги опублікованих чисел різних людей, які не можна додавати, груп: { $number }. { $said }.

## chance

chance-headline = Сама випадковість дала б це у { $times } випадках зі { $all }
chance-headline-rare = Сама випадковість дала б це рідше ніж раз на { $all }
chance-subtitle = Найбільше за місяць було { $peak } з { $people } (усього місяців: { $months }). Кожен кружечок — один шанс зі { $all }:
    яким був би найбільший місячний підсумок, якби місяці різнилися лише випадково; сині — стільки ж або більше.
chance-alt = Точковий графік: яким був би найбільший місячний підсумок (місяців: { $months }), якби кожна з { $people } людей могла
    прийти будь-якого місяця з рівною ймовірністю: { $peak } або більше — у { $times } випадках зі { $all }.
chance-left-out = Без місяця, не враховано: { $number } ос.
chance-axis = людей у місяці з найбільшим числом
chance-reported = було: { $number }
