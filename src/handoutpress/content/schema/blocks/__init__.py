"""Block types, a module each: one put here is found by itself (`schema.block_entry`). All others are made of the basic ones."""
