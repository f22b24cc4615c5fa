"""Let every rule of the audit run on a database: `audit.py database`.

Prints {rule: [what breaks it]} as JSON. Alarms that are due are sounded before: nothing
runs the scheduled actions of a database between two stories.
"""

import json

import session

database, _arguments = session.arguments()
with session.environment(database) as env:
    env["gas.promise"]._cron_alarm()
    broken = env["gas.audit"]._broken()
    env.cr.rollback()
print(json.dumps(broken, ensure_ascii=False))
