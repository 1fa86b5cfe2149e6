"""From labels to suggestions: training set, training process, evaluation, queue."""
