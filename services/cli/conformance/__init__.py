"""`kiemdinh conformance`: whether a software, or a file, keeps to the exchange of packages.

`asked` what is sent and what comes, `read`, `write` and `whole` the checks of the three levels,
`file` those of a file alone, `samples` what is sent; docs/exchange.md says what each asks.
"""
