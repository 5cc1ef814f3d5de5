"""The page for the front desk: the whole product in a browser on the clinic's own machine, without a terminal."""
