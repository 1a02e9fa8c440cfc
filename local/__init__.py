"""What the product runs on when it runs on one machine. No product code lives here."""
