"""Questions to a PostgreSQL server: our own, or the one that config/odoo.conf names."""

import json

from common import PYTHON, Problem, run

OLDEST = 15
# Run by the Python of .venv, which has psycopg2: this one may not.
ASK = """
import json, sys, psycopg2
where, query = json.load(sys.stdin)
try:
    cursor = psycopg2.connect(connect_timeout=10, **where).cursor()
    cursor.execute(query)
except psycopg2.Error as error:
    sys.exit(str(error))
print(json.dumps(cursor.fetchone()))
"""


def ask(where, query):
    """Return the first row that the server at ``where`` (psycopg2's words) answers."""
    command = [PYTHON, "-c", ASK]
    text = json.dumps([where, query]).encode()
    return json.loads(run(command, what="Asking PostgreSQL", input=text))


def check_named(where):
    """Refuse early a server, named in config/odoo.conf, that cannot hold us."""
    facts = """
        SELECT current_user::text, current_setting('server_version_num')::int / 10000,
               (SELECT rolcreatedb OR rolsuper FROM pg_roles
                 WHERE rolname = current_user),
               (SELECT count(*) FROM pg_available_extensions
                 WHERE name IN ('pg_trgm', 'btree_gist')),
               (SELECT datctype FROM pg_database WHERE datname = 'template0')
    """
    try:
        user, version, may_create, extensions, ctype = ask(where, facts)
    except Problem as problem:
        problem.way_out = "Check db_host and what follows it in config/odoo.conf."
        raise
    wrong = (
        (user == "postgres", "Odoo refuses the user postgres", "Name another db_user"),
        (version < OLDEST, f"it is version {version}", f"Use {OLDEST} or newer"),
        (not may_create, f"{user} may not create databases", "Grant it CREATEDB"),
        (extensions < 2, "pg_trgm or btree_gist is missing", "Install its contrib"),
        (
            # Chinese letters are no letters to it: searches would read whole tables.
            ctype in ("C", "POSIX"),
            f"its databases are made with LC_CTYPE {ctype}",
            "Run initdb with --locale=C.UTF-8 or zh_CN.UTF-8",
        ),
    )
    for is_so, what, way_out in wrong:
        if is_so:
            raise Problem(f"PostgreSQL of config/odoo.conf: {what}.", f"{way_out}.")
