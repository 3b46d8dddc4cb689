"""Find whom a post addresses and which kecamatan and kelurahan it names (codebook, section 5)."""
