"""Who gets it right, how soon and how fairly: `make evaluate-assignment DATA=folder`.

A simulation of a desk on which assignment's own code decides beside four simpler policies. FOLDER
holds banking77/train.csv and banking77/test.csv, as published. What is chosen is chosen on train
texts and other seeds; test texts are only ever reported on.
"""
