"""What a page is made of: its template, style and script, and how sentences, drawings and files get into it."""
