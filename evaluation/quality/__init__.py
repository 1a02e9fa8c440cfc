"""How right triage is, and how well it knows when it is not: `make evaluate-quality DATA=folder`.

FOLDER holds banking77/train.csv, banking77/test.csv and clinc150/data_full.json, as published.
What is chosen is chosen on train texts; test texts are only ever reported on.
"""
