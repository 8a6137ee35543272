"""Speech models of the real sizes with random weights, for timings where no weights can be had.

How long a network takes depends on its shape and not on what it has learnt, except where its output
decides how long it runs: the recogniser's end of the transcript and the voice's durations. Those two
are planned here, by weights, so that the graph that runs is the real one. Nothing else about speech
can be measured with these: the recogniser hears one and the same sentence in everything.
"""
