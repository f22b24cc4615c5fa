def pre_init_hook(env):
    """Periods of one meter or one service point exclude each other in the database."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
