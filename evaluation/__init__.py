"""How right triage is, and how well assignment chooses: `make evaluate-quality` and
`make evaluate-assignment`.

Both print a JSON line a figure, and write their page and its charts by `evaluation.report`.
"""
