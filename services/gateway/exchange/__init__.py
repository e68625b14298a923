"""The exchange package: a school's report, evidence, figures and plan between softwares.

`package` its form, `workbook` the same as xlsx, `making` what is sent out. Of one that comes in
`limits` asks the lengths, `receiving` the form, `checking` what is wrong with it, `place` where
that stands; `completing` adds what it leaves unsaid. docs/exchange.md is for vendors.
"""
