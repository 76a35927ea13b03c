# What incidence2 needs to read a list and count its months alone: no check, no age, no lag.
#
#     Rscript incidence2.R list.csv
#
# Needs R with the packages incidence2 and data.table. Coarse and unreadable dates are missing to it.

path <- commandArgs(trailingOnly = TRUE)[1]

# A plain data frame, for incidence() does not take the columns of a data.table in every version.
people <- data.table::fread(
  path, select = "signup", colClasses = "character", data.table = FALSE, showProgress = FALSE
)

# Each text is read once, for a list has far fewer days than rows.
texts <- unique(people$signup)
plain <- grepl("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", texts)
days <- as.Date(ifelse(plain, texts, NA), format = "%Y-%m-%d")
people$signup <- days[match(people$signup, texts)]

print(incidence2::incidence(people, date_index = "signup", interval = "month"), n = Inf)
