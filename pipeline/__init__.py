"""Run a night (harvest, label, report) and answer the commands of the command line."""

import os

# The products of labelling are small: threads of their own would only wait for each other, at every core's cost.
# numpy's library reads this when it is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
