"""Many leaflets at once: what each depends on, what is to be done, who does it, and what was done. `workers` is the way in."""
