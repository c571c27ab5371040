"""The small learner: answers from shots, a text classifier and a tagger, in numpy."""
