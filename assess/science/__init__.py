"""Pure measurement: plain values in, frozen results out."""
