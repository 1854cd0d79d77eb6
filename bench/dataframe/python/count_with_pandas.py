"""Reads a CSV file with pandas and counts the values of some of its columns: FILE COLUMN … Prints the seconds and the peak memory in bytes as JSON."""
import json
import resource
import sys
import time

import pandas as pd

file, *columns = sys.argv[1:]
begin = time.perf_counter()
frame = pd.read_csv(file)
counts = [frame[column].value_counts() for column in columns]
seconds = time.perf_counter() - begin
# Linux counts in kibibytes, macOS in bytes.
unit = 1 if sys.platform == "darwin" else 1024
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
values = [int(count.sum()) for count in counts]
print(json.dumps({"seconds": seconds, "peak": peak, "labelled": values}))
