def pre_init_hook(env):
    """Let periods of one meter or service point exclude each other by btree_gist."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
