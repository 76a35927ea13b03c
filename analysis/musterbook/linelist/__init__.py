"""Any list of people, read safely: from bytes to rows, from rows to records, with everything that is wrong told."""
