"""Other programs on the same work, each as a competent engineer would use it."""
