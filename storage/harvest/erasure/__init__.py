"""Taking texts away for good: from the records, and from the raw pages that hold them."""
