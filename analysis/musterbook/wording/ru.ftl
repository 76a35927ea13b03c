### Все слова и предложения на графиках, по-русски.

after-colon = small

## Числа людей

people = { $number } { $number ->
    [one] человек
    [few] человека
   *[many] человек
 }
people-at-least = не менее { $number } { $number ->
    [one] человека
   *[many] человек
 }
people-between = от { $low } до { $number } { $number ->
    [one] человека
   *[many] человек
 }
or-more = { $number } или больше
exactly = { $number }
at-least = не менее { $number }
at-most = не более { $number }
more = более { $number }
fewer = менее { $number }
about = около { $number }
no-number = без числа

## Время

month-of-year = { $month } { $year }
months-of-year = { $first }–{ $last } { $year }
from-to = { $first } — { $last }
months = { $number } { $number ->
    [one] месяц
    [few] месяца
   *[many] месяцев
 }
months-part = { $number } месяца
days = { $number } { $number ->
    [one] день
    [few] дня
   *[many] дней
 }
weeks = { $number } { $number ->
    [one] неделя
    [few] недели
   *[many] недель
 }
quarters = { $number } { $number ->
    [one] квартал
    [many] кварталов
   *[other] квартала
 }
years = { $number } { $number ->
    [one] год
    [few] года
   *[many] лет
 }

## О чём утверждение

figure-all = { $variable ->
    [lag_days] Вскоре после приезда
   *[other] Всего людей
 }
figure-in = { $event }: { $where }
figure-over = { $event }: { $where }
figure-lag_days = { $days ->
    [0] В день приезда
    [1] На следующий день
    [one] Через { $days } день после приезда
    [few] Через { $days } дня после приезда
    [many] Через { $days } дней после приезда
   *[other] После приезда, дней: { $days }
 }
figure-age = Возраст: { $where }
figure-outcome = { $where }
figure-with = { $name }: { $where }
figure-peak = { $cell ->
    [year] Самый большой год
    [quarter] Самый большой квартал
    [month] Самый большой месяц
    [week] Самая большая неделя
    [day] Самый большой день
    [period] Самый большой период
   *[group] Самая большая группа
 }: { $where }
figure-occupied = { $cells ->
    [days] Дни
    [weeks] Недели
    [months] Месяцы
    [quarters] Кварталы
    [years] Годы
   *[cells] Ячейки
 }, когда был хоть кто-то
figure-amount = Сумма
figure-statistic = { $variable ->
    [age] { $statistic ->
        [minimum] Самый младший
        [maximum] Самый старший
        [mean] Средний возраст
        [sd] Стандартное отклонение возраста
       *[median] Медианный возраст
     }
   *[other] { $name }, { $statistic ->
        [minimum] наименьшее
        [maximum] наибольшее
        [mean] среднее
        [sd] стандартное отклонение
       *[median] медиана
     }
 }

## Известные слова данных

hedge-at-least = не менее
hedge-over = более
hedge-most = большая часть
hedge-many = многие
hedge-several = несколько
column-signup = обращение
column-arrival = приезд
column-departure = отъезд
column-outcome = исход
column-nationality = гражданство
column-age = возраст
column-lag-days = дней после приезда
column-sex = пол
column-place = место
told-at-least = не менее { $number }
told-at-most = не более { $number }
told-about = около { $number }
told-over = более { $number }
told-more-than = более { $number }
told-nearly = почти { $number }
told-almost = почти { $number }
told-fewer-than = менее { $number }
told-for-instance = напр. { $number }
told-reportedly = пишут: { $number }
told-quoted = «{ $words }» { $number }

## Подпись под графиком

foot-source = Источник: { $outlet }{ $day ->
    [none] {""}
   *[other] , { $day }
 }{ $reports ->
    [0] {""}
    [one] , и { $reports } публикация по нему
    [few] , и { $reports } публикации по нему
   *[many] , и { $reports } публикаций по нему
 }; прочитано по состоянию на { $read }
foot-limits = Учтено только опубликованное; людей могло быть больше.
foot-list = Источник: { $source }.
foot-list-unstated = Источник списка не указан.
foot-until = Последняя дата в нём: { $day }.
tint-coarse = Светлое: сколько ещё могло быть, если дата известна лишь приблизительно.
tint-protected = Светлым: сколько самое большее могло быть; само число не раскрывается.
tint-ranges = Светлым: сколько самое большее могло быть там, где в таблице нет точного числа.
foot-protected = Числа меньше { $number } и те, по которым их можно узнать, показаны диапазоном.
foot-people-left-out = Описанные в источниках люди не показаны: { $number }.
foot-unread = Прочитано не полностью строк: { $number }; учтено только прочитанное.
foot-table = Строк и столбцов таблицы, пропущенных или объединённых с другими: { $number }.
foot-simulated = Смоделированный список: составлен по опубликованным числам, этих людей не существует.
simulated = СИМУЛЯЦИЯ
simulated-headline = Симуляция: { $headline }

## Все графики

what-people = Люди
groups = групп: { $number }
group = группа
nobody = никого
cell-with = { $cell } ({ $people })
cell-by = { $people } к концу периода «{ $cell }»
dates-unstated = Дата неизвестна: { $people }.
dates-outside = Дата вне этого периода: { $people }.
more-rows = … и ещё { $number }

## monthly

by-month = { $what } по месяцам
by-day = { $what } по дням
by-week = { $what } по неделям
by-year = { $what } по годам
by-quarter = { $what } по кварталам
week-of = неделя с { $day }
months-most = Больше всего: { $month } — { $people } из { $all }
months-most-alone = Больше всего: { $month } — { $people }
months-most-range = Больше всего: { $month } — от { $low } до { $high }
months-tie = Поровну больше всего: { $month } — по { $people }
months-known = Насколько известно, больше всего: { $month } — { $people } из { $all }
months-known-alone = Насколько известно, больше всего: { $month } — { $people }
months-known-tie = Насколько известно, больше всего: { $month } — по { $people }
months-single = { $month }: { $people }
months-none-known = Точный месяц неизвестен ни для кого
months-none-published = Ни для одного месяца число не опубликовано
months-largest-published = Наибольшее опубликованное число: { $month } — { $people }
months-ceiling = в любом другом месяце могло быть не более { $most }
months-ceilings = В других месяцах могло быть не более { $least }–{ $most }, в зависимости от месяца
months-open = Сколько их было ещё, не опубликовано.
months-unknown = Месяц неизвестен: { $people }.
months-coarse = Дата известна лишь приблизительно: { $people }.
months-until = Серый месяц не закончился: учтён по { $day }.

## cumulative

months-alt = Столбчатый график: { $by }, { $window }. Больше всего: { $largest }.
sum-subtitle = { $what }, нарастающим итогом
sum-headline = { $people } к концу периода: { $month }
sum-headline-part = { $number } из { $all } — к концу периода: { $month }
sum-band = Светлое: возможно любое значение; точки: число установлено.
sum-alt = Линейный график: { $what }, нарастающим итогом, { $window }. { $ends }.

## years

years-subtitle = { $what } в среднем за месяц, по годам
years-parts = Неполный год считается только по охваченным месяцам.
years-chance = Линии: при каких темпах то же число могло получиться случайно (95 %).
years-tint = Светлое: от наименьшего до наибольшего возможного.
years-least = Треугольник: не менее этого.
years-left-out = Ни к одному году они не отнесены.
years-total = { $people } за { $months }
years-rate = { $rate } в месяц
years-two = { $first }: { $rate } в месяц; { $second }: { $other }
years-top = Больше всего — { $year }: { $rate } в месяц
years-tie = Лет с наибольшим числом в месяц: { $number } — по { $rate }
years-unsure = Ни один год не выделяется наверняка
years-between = от { $low } до { $high }
years-open = Больше всего учтено: { $year }, { $people }
years-alt = График: { $what } в среднем за месяц, лет: { $number }. { $spans }.

## ages

ages-headline = Возраст от { $youngest } до { $oldest }{ $unknown ->
    [0] {""}
   *[other] ; неизвестен { $all ->
        [0] не менее чем у { $unknown }
       *[other] у { $unknown } из { $all }
     }
 }
ages-headline-one = Возраст всех: { $youngest }
ages-headline-known = Известный возраст: от { $youngest } до { $oldest }; { $roughly ->
    [0] неизвестен
   *[other] точно не известен
 } { $all ->
    [0] не менее чем у { $unknown }
   *[other] у { $unknown } из { $all }
 }
ages-headline-known-one = Известный возраст: { $youngest }; { $roughly ->
    [0] неизвестен
   *[other] точно не известен
 } { $all ->
    [0] не менее чем у { $unknown }
   *[other] у { $unknown } из { $all }
 }
ages-band = Самая большая возрастная группа: { $band }, { $people }
ages-band-known = Насколько известно, самая большая возрастная группа: { $band }, { $people }
ages-tie = Возрастных групп с наибольшим числом: { $number } — по { $most }
ages-tie-known = Насколько известно, возрастных групп с наибольшим числом: { $number } — по { $most }
ages-subtitle = Возраст в годах, { $people }
ages-unknown = Возраст неизвестен: { $people }.
ages-banded = Возраст известен лишь в пределах: { $people }.
ages-average = { $settled ->
    [yes] { $of ->
        [known] в среднем по известным
       *[all] в среднем
     }: { $low }
   *[no] { $of ->
        [known] среднее по известным возрастам
       *[all] средний возраст
     }: от { $low } до { $high }
 }
ages-mean = { $of ->
    [known] Среднее по известным возрастам
   *[all] Средний возраст
 } — { $settled ->
    [yes] { $low }
   *[no] от { $low } до { $high }
 }.
ages-alt = График возраста, { $people }: { $ages }.

## lags

lag-headline = { $cell }: { $printed }
lag-headline-differ = О днях после приезда расходятся источники: { $number }
lag-headline-none = Ни один источник не считает людей по дням после приезда
lag-subtitle = Люди по дням после приезда, как напечатал каждый источник. Один знак — один человек
lag-crossed = Крестики: более надёжный источник говорит иное, или всё вместе не может быть верно.
lag-words = Источников, не называющих числа: { $number }.
lag-alt = Ряды знаков, по ряду на каждое опубликованное число людей по дням после приезда. { $said }.
lag-said = { $source }: { $cell }, { $printed }
lag-described = Описанные по отдельности
lag-days = { $days ->
    [0] в тот же день
    [1] на следующий день
    [one] { $days } день
    [few] { $days } дня
    [many] { $days } дней
   *[other] { $days } дн.
 }
lag-or-more = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
 } или больше
lag-before = раньше
lag-vague = вскоре
lag-list-headline = В день приезда или на следующий: { $number } из { $all }
lag-list-subtitle = Люди по дням после приезда
lag-list-alt = Столбчатый график людей по дням после приезда. Больше всего: { $most }.
lag-coarse = Число дней известно лишь приблизительно: { $people }.
lag-unstated = Число дней неизвестно: { $people }.

## groups

groups-subtitle = Люди по признаку: { $column }
groups-most = { $group }: { $people } из { $all }
groups-tie = { $group }: по { $people }
groups-known = { $group }: { $people } из { $all } известных
groups-ties = Групп, в каждой из которых { $people } чел.: { $number }
groups-open = { $group }: не менее { $people }
groups-range = { $group }: { $range }
groups-open-tie = { $group }: не менее { $people } в каждой
groups-others = другие ({ $number })
groups-unknown = неизвестно
groups-none = Неизвестно: { $people }.
groups-tint = Светлое: сколько ещё может быть.
groups-alt = Столбчатый график людей по признаку «{ $column }»: { $groups }.

## claims

claims-headline = Источники расходятся в { $number } из { $all } опубликованных чисел
claims-headline-worded = Источники по-разному приводят { $number } из { $all } чисел
claims-headline-none = Опубликованных чисел: { $all }; источники не расходятся
claims-headline-single = Опубликованных чисел: { $all }; у каждого один источник
claims-subtitle = Что напечатал каждый источник.
claims-dot = Точка: как опубликовано впервые.
claims-ring = Кружок: не так, как опубликовано впервые.
claims-cross = Крестик: более надёжный источник говорит иное, или всё вместе не может быть верно.
claims-left = Чисел без расхождений, не показанных здесь: { $number }.
claims-few = Других чисел, не показанных здесь: { $number }.
claims-alt = Таблица: что напечатали источники ({ $outlets }) о числах ({ $figures }). Расхождения: { $said }.

## populations

populations-headline = Опубликованные числа людей: от { $least } до { $most }
populations-headline-one = Одно опубликованное число: { $printed }
populations-subtitle = { $number ->
    [1] Все опубликованные числа.
   *[other] Числа разных людей, складывать их нельзя. У всех полос один масштаб.
 } Чёрточка — опубликованное число.
populations-alt = Полосы опубликованных чисел разных людей, которые нельзя складывать, групп: { $number }. { $said }.

## chance

chance-headline = Чистая случайность дала бы это в { $times } случаях из { $all }
chance-headline-rare = Чистая случайность дала бы это реже одного раза из { $all }
chance-subtitle = Больше всего за месяц было { $peak } из { $people } (всего месяцев: { $months }). Каждый кружок — один шанс из { $all }:
    каким был бы наибольший месячный итог, если бы месяцы различались лишь случайно; синие — столько же или больше.
chance-alt = Точечный график: каким был бы наибольший месячный итог (месяцев: { $months }), если бы каждый из { $people } человек мог
    прийти в любой месяц с равной вероятностью: { $peak } или больше — в { $times } случаях из { $all }.
chance-left-out = Без месяца, не учтены: { $number } чел.
chance-axis = людей в месяце с наибольшим числом
chance-reported = было: { $number }
