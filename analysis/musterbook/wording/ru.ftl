### Все слова и предложения на графиках, по-русски.

compact = short
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
more-than = более { $number }
fewer-than = менее { $number }
about = около { $number }
no-number = без числа
quoted = «{ $words }»
often = { $number ->
    [1] { $value }
    [2] { $value } (дважды)
    [3] { $value } (трижды)
    [few] { $value } ({ $number } раза)
   *[many] { $value } ({ $number } раз)
 }

## Время

month-of-year = { $month } { $year }
months-of-year = { $first }–{ $last } { $year }
from-to = { $first } — { $last }
months = { $number } { $number ->
    [one] месяц
    [few] месяца
   *[many] месяцев
 }

## О чём утверждение

figure-all = Всего людей
figure-soon = Вскоре после приезда
figure-signup-in = Обратились: { $period }
figure-signup = Обратились: { $period }
figure-lag-0 = В день приезда
figure-lag-1 = На следующий день
figure-lag = Через { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
 } после приезда
figure-lag-range = После приезда, дней: { $range }
figure-age = Возраст: { $range }
figure-with = { $variable }: { $where }
figure-peak = { $cell ->
    [year] Самый большой год
    [month] Самый большой месяц
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
 } с обращениями
figure-youngest = Самый младший
figure-oldest = Самый старший
figure-statistic = { $variable ->
    [age] { $statistic ->
        [minimum] Наименьший возраст
        [maximum] Наибольший возраст
        [mean] Средний возраст
       *[median] Медианный возраст
     }
    [lag_days] Дней от приезда до обращения, { $statistic ->
        [minimum] наименьшее
        [maximum] наибольшее
        [mean] среднее
       *[median] медиана
     }
   *[other] { $name }, { $statistic ->
        [minimum] наименьшее
        [maximum] наибольшее
        [mean] среднее
       *[median] медиана
     }
 }

## Известные слова данных

outcome-returned = вернулись домой
outcome-killed = погибли
outcome-wounded = ранены
hedge-at-least = не менее
hedge-over = более
hedge-most = большая часть
hedge-many = многие
hedge-several = несколько
hedge-regularly-every = регулярно каждый
hedge-nearly-every = почти каждый
hedge-almost-every = почти каждый
hedge-others-reportedly = и другие, по сообщениям
told-at-least = не менее { $number }
told-at-most = не более { $number }
told-about = около { $number }
told-over = более { $number }
told-for-instance = напр. { $number }
told-reportedly = пишут: { $number }
told-quoted = «{ $words }» { $number }
population-moscow-centre = В утёкшем списке московского пункта отбора
population-in-russian-forces = В российской армии, по подсчётам Украины
population-captured = Взяты в плен украинскими силами
reading-as-judged = как в данных
reading-every-cell-occupied = каждый месяц кто-то был
reading-ties-for-the-peak-allowed = пик может быть не один
reading-records-ignored = без описанных людей

## Подпись под графиком

foot-source = Источник: { $outlet }{ $dated ->
    [yes] , { $day }
   *[no] {""}
 }{ $reports ->
    [0] {""}
    [one] , и { $reports } публикация по нему
    [few] , и { $reports } публикации по нему
   *[many] , и { $reports } публикаций по нему
 }; прочитано по состоянию на { $read }
foot-named = Источники названы у каждого числа; прочитано по состоянию на { $read }
foot-limits = Только опубликованные данные, не все завербованные.
foot-list = Источник: { $source }.
foot-list-unstated = Источник списка не указан.
foot-list-limits = Только люди из этого списка, не все завербованные.
foot-simulated = Смоделированный список, согласующийся с опубликованными числами; неопубликованное придумано.
simulated = СИМУЛЯЦИЯ
simulated-headline = Симуляция: { $headline }

## claims

claims-headline = { $contradicted ->
    [0] По { $statements ->
        [one] { $statements } утверждению
       *[many] { $statements } утверждениям
     }
    [1] По одному из { $statements ->
        [one] { $statements } утверждения
       *[many] { $statements } утверждений
     }
   *[other] По { $contradicted } из { $statements ->
        [one] { $statements } утверждения
       *[many] { $statements } утверждений
     }
 } источники { $contradicted ->
    [0] не противоречат
   *[other] противоречат
 } друг другу
claims-subtitle = Что напечатали издания.
claims-dot = Точка: как в первой публикации.
claims-ring = Кольцо: не так, как в первой публикации.
claims-ring-floor = Кольцо: нижняя граница выдана за точное число.
claims-cross = Крест: вместе не могут быть верны{ $number ->
   *[other] .
 }
claims-disputed = Пустой крест: более надёжный источник говорит иное.
claims-words = Только слова: числа нет.
claims-blank = Пусто: не сообщалось.
claims-alt = Таблица: { $figures ->
    [one] { $figures } показатель
    [few] { $figures } показателя
   *[many] { $figures } показателей
 } по версии { $outlets ->
    [one] { $outlets } издания
   *[many] { $outlets } изданий
 }. { $wrong ->
    [0] Противоречий между ними нет.
   *[other] Отмеченные крестом числа противоречат друг другу: { $crossed }.
 }

## monthly-signups

months-led = Пик: { $month } ({ $people }); без точного числа { $unknown } из { $all }
months-had = { $month }: { $people }; без точного числа { $unknown } из { $all }
months-led-all = Пик: { $month }, { $people }
months-had-all = { $month }: { $people }
months-none = Ни для одного месяца точное число не опубликовано
months-subtitle = Обращения по месяцам, { $people } в одном списке.
months-filled = Закрашено: сообщалось.
months-outlined = Контур: от наименьшего до наибольшего числа, которое допускают опубликованные данные{ $above ->
    [person] ; он начинается выше нуля там, где описан человек
    [floor] ; он начинается выше нуля там, где сообщалось «не меньше»
    [both] ; он начинается выше нуля там, где описан человек или сообщалось «не меньше»
    [rest] ; он начинается выше нуля там, где меньше не допускают другие данные
   *[no] {""}
 }.
months-settled = Черта: единственное число, которое допускают опубликованные данные.
months-open = Открыто сверху: наибольшего числа нет.
months-alt = Столбчатая диаграмма: { $people } по месяцу обращения, { $window }.
months-alt-reported = Сообщалось: { $months }.
months-alt-month = { $month } — { $people ->
    [one] { $people } человек
    [few] { $people } человека
   *[many] { $people } человек
 }
months-alt-none = Ни об одном месяце не сообщалось.
months-alt-open = Месяцы, точное число которых не опубликовано: { $leeway }.
leeway-each = каждый
leeway-each-other = каждый другой
leeway-range = { $months } — от { $low } до { $high }
leeway-settled = { $months } — ровно { $number }
leeway-open = { $months } — { $low } или больше
months-alt-unplaced = Для остальных помесячные числа не опубликованы: { $groups }.
months-alt-group = { $people } за { $period }
months-unplaced = { $period }: ещё { $people }, помесячные числа не опубликованы

list-months-led = Пик: { $month }, { $people } из { $number ->
    [one] { $number } человека
   *[many] { $number } человек
 }
list-months-had = { $month }: { $people } из { $number ->
    [one] { $number } человека
   *[many] { $number } человек
 }
list-months-range = { $month }: от { $low } до { $high } из { $number ->
    [one] { $number } человека
   *[many] { $number } человек
 }
list-months-subtitle = Обращения по месяцам, { $people } в одном списке.
list-months-filled = Закрашено: точно в этом месяце.
list-months-outlined = Контур: сколько ещё возможно, если дата известна лишь приблизительно.
list-months-alt = Столбчатая диаграмма: { $people } по месяцу обращения, { $window }. Больше всего: { $month }, { $largest }.
list-months-coarse = ещё { $number }, месяц известен приблизительно
list-months-unstated = ещё { $number }, дата обращения не указана

## monthly-worlds

worlds-headline = { $worlds ->
    [one] { $worlds } помесячная таблица согласуется
    [few] { $worlds } помесячные таблицы согласуются
   *[many] { $worlds } помесячных таблиц согласуются
 } с сообщениями
worlds-subtitle = Люди по месяцам.
worlds-dot = Точка: сообщалось.
worlds-line = Ширина черты: доля этих таблиц, в которых на месяц приходится столько людей. Каждая таблица считается один раз:
    доля — не вероятность того, что произошло.
worlds-alt = Диаграмма: { $months ->
    [one] { $months } месяц
    [few] { $months } месяца
   *[many] { $months } месяцев
 }, для каждого — черты по числу людей от { $low } до { $high }; ширина черты — доля тех из { $worlds ->
    [one] { $worlds } возможной таблицы
   *[many] { $worlds } возможных таблиц
 }, в которых на месяц приходится столько людей.
worlds-alt-settled = Диаграмма месяцев, числа которых все установлены: с сообщениями { $worlds ->
    [one] согласуется { $worlds } таблица
    [few] согласуются { $worlds } таблицы
   *[many] согласуются { $worlds } таблиц
 }.
reported = сообщалось
reported-number = сообщалось: { $number }

## peak-surprise

peak-headline = Случайность даёт { $peak } или больше в { $times ->
    [one] { $times } случае
   *[many] { $times } случаях
 } из { $all }
peak-subtitle = Сколько людей пришлось бы на самый большой из { $cells ->
    [one] { $cells } месяца
   *[many] { $cells } месяцев
 }, если бы месяцы различались лишь случайно и каждый из { $people ->
    [one] { $people } человека
   *[many] { $people } человек
 } мог с равной вероятностью прийти в любой из них. Кольцо — один шанс из { $all }; синие не меньше, чем сообщалось.
peak-alt = Точечная диаграмма: размер самого большого месяца при чистой случайности, одно кольцо — один шанс из { $all };
    { $times } из них не меньше, чем сообщённые { $peak }. Если бы месяцы различались лишь случайно, на самый большой из
    { $cells } пришлось бы { $peak } или больше из { $people ->
    [one] { $people } человека
   *[many] { $people } человек
 } с вероятностью { $probability }.
peak-axis = людей в самом большом месяце

## year-split

years-headline = { $counts } { $people ->
    [one] человек
    [few] человека
   *[many] человек
 }: { $rates } в месяц
years-headline-many = По годам: от { $low } до { $high } человека в месяц
years-subtitle = Обращения по годам, один список. Ширина блока — число месяцев, которые охватывает список, поэтому высота —
    число людей в месяц. Одна метка — один человек; её место в блоке не указывает на месяц.
years-subtitle-filled = Обращения по годам, один список. Ширина блока — число месяцев, которые охватывает список, поэтому
    высота — число людей в месяц.
years-alt = Точечная диаграмма обращений по годам, { $parts ->
    [one] { $parts } часть
    [few] { $parts } части
   *[many] { $parts } частей
 }{ $unequal ->
    [yes] {" "}неравной длины
   *[no] {""}
 }: { $spans }. Это { $rates } в месяц{ $declines ->
    [yes] , хотя по одним итогам можно подумать о спаде
   *[no] {""}
 }.
years-span = { $counts } { $people ->
    [one] человек
    [few] человека
   *[many] человек
 } за { $months ->
    [1] { $covers }
    [one] { $months } месяц ({ $covers })
    [few] { $months } месяца ({ $covers })
   *[many] { $months } месяцев ({ $covers })
 }
years-rate = { $rate } в месяц
years-open = Пустые: возможно, этот год, дата известна приблизительно.
list-years-subtitle = Обращения по годам, один список. Ширина блока — число месяцев от первого до последнего обращения,
    поэтому высота — число людей в месяц. Одна метка — один человек; её место в блоке не указывает на месяц.
list-years-subtitle-filled = Обращения по годам, один список. Ширина блока — число месяцев от первого до последнего
    обращения, поэтому высота — число людей в месяц.
list-years-left-out = Люди без даты обращения в среднее не входят.
list-years-unstated = ещё { $number }, дата обращения не указана

## ages

ages-headline = От { $youngest } до { $oldest ->
    [one] { $oldest } года
   *[many] { $oldest } лет
 }; неизвестен возраст { $unknown } из { $all }
ages-headline-one = Все возрасты известны: { $youngest }
ages-subtitle = Возраст людей в годах, { $people } в одном списке.
ages-filled = Закрашено: опубликовано.
ages-hollow = Кольцо: где-то между самым младшим и самым старшим.
ages-mean = Средний возраст может быть любым от { $low } до { $high }.
ages-mean-settled = Средний возраст: { $low }.
ages-alt = Точечная диаграмма: { $people }, опубликованные возрасты ({ $stated }): { $ages }. { $unknown ->
    [0] Все возрасты известны.
   *[other] Об остальных { $unknown } известно лишь, что они между самым младшим и самым старшим, поэтому средний возраст
    может быть любым от { $low } до { $high }.
 }
ages-label = { $age } ({ $number ->
    [one] { $number } человек
    [few] { $number } человека
   *[many] { $number } человек
 })
ages-unknown = ещё { $number }, возраст не опубликован
ages-axis = возраст в годах
list-ages-headline = Возраст { $youngest }–{ $oldest }; у { $unknown } из { $all } известен неточно
list-ages-headline-exact = Точно известен возраст { $youngest }–{ $oldest }; у { $unknown } из { $all } неточно
list-ages-headline-known = От { $youngest } до { $oldest ->
    [one] { $oldest } года
   *[many] { $oldest } лет
 }; известны все возрасты
list-ages-subtitle = Возраст людей в годах, { $people } в одном списке.
list-ages-filled = Закрашено: известен точно.
list-ages-outlined = Контур: сколько ещё возможно, если возраст известен лишь в пределах.
list-ages-alt = Точечная диаграмма возрастов, { $people }, от { $youngest } до { $oldest }; больше всего людей одного возраста —
    { $most }, возраст { $age }. Известен лишь в пределах: { $coarse }; не указан: { $unstated }.
list-ages-coarse = ещё { $number }, возраст известен лишь в пределах
list-ages-unstated = ещё { $number }, возраст не указан

## arrival-lag

lag-headline-differ = Источники расходятся: { $day ->
    [0] в день приезда
    [1] на следующий день
   *[other] позже
 } { $numbers }
lag-headline-contradict = Источники противоречат друг другу: дни после приезда
lag-headline = Время от приезда до обращения, по { $sources ->
    [one] { $sources } источнику
   *[many] { $sources } источникам
 }
lag-headline-none = Ни один источник не считает дни после приезда
lag-subtitle = Люди по числу дней от приезда до обращения.
lag-filled = Закрашено: сообщалось, одна метка — один человек.
lag-outlined = Контур: от наименьшего до наибольшего числа, которое допускают принятые данные.
lag-alt = Точечные диаграммы по источникам: люди по числу дней от приезда до обращения. { $said }.
lag-alt-cell = { $source }: { $printed } ({ $lag })
lag-alt-follows = Что следует из принятых данных: { $cells }.
lag-described = Описанные люди
lag-follows = Что из этого следует
lag-0 = в тот же день
lag-1 = на следующий день
lag-days = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
 }
lag-or-more = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
 } и больше
lag-vague = вскоре
lag-axis = дней от приезда до обращения
list-lag-headline = В день приезда или назавтра: { $number } из { $all ->
    [one] { $all } человека
   *[many] { $all } человек
 }
list-lag-subtitle = Дни от приезда до обращения, { $people } в одном списке.
list-lag-filled = Закрашено: точно столько дней.
list-lag-outlined = Контур: сколько ещё возможно, если дата известна лишь приблизительно.
list-lag-alt = Столбчатая диаграмма: { $people } по числу дней от приезда до обращения, от { $first } до { $last }. В день приезда
    или на следующий: { $number }. Не указано: { $unstated }; известно лишь в пределах: { $coarse }.
list-lag-coarse = ещё { $number }, дни известны лишь в пределах
list-lag-unstated = ещё { $number }, дни не указаны

## scale

scale-headline = Списки на { $first } и { $second }: общих { $both }
scale-headline-alone = { $counts ->
    [1] Опубликованное число
   *[other] Опубликованные числа
 } людей: { $numbers }
scale-subtitle = { $counts ->
    [1] Опубликованное число людей.
   *[other] Опубликованные числа о разных группах людей: складывать их нельзя.
 }
scale-marks = Одна метка — один человек.
scale-filled = Закрашено: сообщалось.
scale-outlined = Контур: от наименьшего до наибольшего числа людей, которые могут быть в обоих крупных списках.
scale-alt = { $marks ->
    [yes] { $number ->
        [1] Метки, по одной на человека,
       *[other] Ряды меток, по одной на человека,
     }
   *[no] Столбцы
 } для { $number ->
    [1] опубликованного числа людей:
   *[other] опубликованных чисел о разных группах людей, которые нельзя складывать:
 } { $counts }. { $overlap ->
    [yes] В двух крупнейших списках может быть { $both } общих людей; вместе в них { $together }.
   *[no] {""}
 }
scale-alt-count = { $population }: { $printed } ({ $outlets })
scale-both = В обоих крупных списках
scale-together = Хотя бы в одном из них
scale-outlets-more = { $outlet } и ещё { $number }

## readings

readings-headline = Таблиц от { $least } до { $most }, смотря по прочтению
readings-subtitle = Полные помесячные таблицы, согласные с опубликованными данными, и наименьшее и наибольшее число людей в
    каждом месяце при разных прочтениях.
readings-dot = Точка: число установлено.
readings-outline = Контур: любое число в этих пределах.
readings-tables = { $worlds ->
    [one] { $worlds } таблица
    [few] { $worlds } таблицы
   *[many] { $worlds } таблиц
 }
readings-none = ни одна таблица не подходит: прочтение противоречит себе
readings-alt = Диаграмма: { $readings ->
    [one] { $readings } прочтение
    [few] { $readings } прочтения
   *[many] { $readings } прочтений
 } опубликованных данных и число согласных с каждым таблиц: { $said }.
