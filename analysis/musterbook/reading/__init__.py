"""Reading: any list of people as texts, each column by its kind, each row against the rules."""
