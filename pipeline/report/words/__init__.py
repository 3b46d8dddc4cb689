"""Hold every word that a reader sees: sentences, captions, terms and units, each as (Indonesian, English)."""
