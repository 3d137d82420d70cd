"""Files of others that tests use; `vendor.json` lists them."""
