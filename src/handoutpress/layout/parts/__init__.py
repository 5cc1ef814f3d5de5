"""Parts of panels: what a tri-fold, a card or a poster is put together from. Each takes a width and becomes a piece."""
