"""The parts of the classifier: features, ridge regression, calibration, thresholds. numpy, scipy,
scikit-learn.
"""
