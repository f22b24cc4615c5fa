"""清源市: a made-up town of gas users, the same for everybody (seeded)."""
