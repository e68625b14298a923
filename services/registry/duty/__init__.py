"""How duties of letters stand: what fulfils them in the log, and what is said by hand."""
