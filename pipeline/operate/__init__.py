"""Keep the store and the nights healthy: status, doctor, sql, probe, backup."""
