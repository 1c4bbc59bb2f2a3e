"""Runs a command to its end and prints what it used, as one line of JSON: measure.py INPUT OUTPUT COMMAND...

The peak memory of a child is never below that of this process when it started it (about 10 MiB).
"""
import json
import resource
import subprocess
import sys
import time

start = time.monotonic()
with open(sys.argv[1], "rb") as given, open(sys.argv[2], "wb") as taken:
    code = subprocess.run(sys.argv[3:], stdin=given, stdout=taken).returncode
wall = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({"code": code, "seconds_wall": wall, "seconds_cpu": used.ru_utime + used.ru_stime,
                  "peak_memory_mib": used.ru_maxrss * unit / 2**20}))
