"""Block types: a module put here is found by itself (`schema.block_entry`). All others are made of the basic ones."""
