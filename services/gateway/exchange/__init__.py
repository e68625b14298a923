"""The exchange package: a school's report, evidence, figures and plan between softwares.

`package` its form, `workbook` the same as xlsx, `making` what is sent out, `checking` what is wrong
with one that comes in, `place` where that stands; docs/exchange.md is for vendors.
"""
