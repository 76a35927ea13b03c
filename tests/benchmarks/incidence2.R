# What incidence2 needs to read a list and count its months alone: no check, no age, no lag.
#
#     Rscript incidence2.R list.csv
#
# Needs R with the packages incidence2 and data.table. Coarse and unreadable dates are missing to it.

path <- commandArgs(trailingOnly = TRUE)[1]
people <- data.table::fread(path, select = "signup", colClasses = "character", showProgress = FALSE)
plain <- grepl("^\\d{4}-\\d{2}-\\d{2}$", people$signup)
people$signup <- as.Date(ifelse(plain, people$signup, NA), format = "%Y-%m-%d")
print(incidence2::incidence(people[!is.na(people$signup), ], date_index = "signup", interval = "month"))
