"""`kiemdinh reorganise`: a reorganisation as one act, from a plan (`examples/reorganisations`).

`plan` what the file says · `survey` what stands in the register and the cases now · `effects` what
the plan changes of it, and the commands that do so · `command` the dry run and the execution.
"""
