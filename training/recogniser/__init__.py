"""A small recogniser of our own: Whisper's architecture, home commands, synthetic voices only.

It exists to try the speech path and to test it with a real model where no public weights can be
had. It has never heard a person.
"""

import os

# Read when numpy is loaded. Its products are small here, and threads that wait for each other
# make features twenty times slower beside a training.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
