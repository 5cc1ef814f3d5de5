"""The front desk's page: the whole product in a browser on the clinic's own machine, without a terminal."""
