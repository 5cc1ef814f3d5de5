"""Text: paragraphs, line breaks, kerning."""
