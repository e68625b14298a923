"""Documents as they are handed in: PDF and .docx, made of what the services answer.

A folder per document: `data.py` makes its data of the answers, `schema.json` says what that must
be, `template.typ` (and `word.py`, where an office edits it further) how it looks. The data is the
document: its canonical bytes are hashed, printed on each page, and attached.
"""
