"""Drawing: the pen, pictograms and the colours of a brand."""
