"""The small local learner: what computes for long, in a child process, without a network."""
