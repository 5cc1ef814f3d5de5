"""Text: paragraphs and line breaks."""
