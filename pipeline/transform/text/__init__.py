"""Read Indonesian text: words, stems, phrases, taxonomy and programmes."""
