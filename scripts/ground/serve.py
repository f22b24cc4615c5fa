"""Serve: Odoo's workers and its websocket behind one nginx, up and down together."""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import unicodedata

import programs

from common import LOGS, ODOO_HOME, PYTHON, ROOT, Problem, end_of, run, say

NGINX_HOME = ODOO_HOME / "nginx"
# All paths are relative to NGINX_HOME: it may lie anywhere. One process, so that
# nothing is left of it if it is killed. config/nginx.conf is the one to learn from.
NGINX_CONF = """# Written anew by each `make run`; config/nginx.conf explains more.
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {{}}
http {{
    map $http_upgrade $connection_upgrade {{ default upgrade; "" ""; }}
    access_log off;
    client_body_temp_path temp;
    proxy_temp_path temp;
    fastcgi_temp_path temp;
    uwsgi_temp_path temp;
    scgi_temp_path temp;
    client_max_body_size 128m;
    proxy_buffers 16 64k;
    proxy_buffer_size 128k;
    proxy_read_timeout 1h;
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    gzip on;
    gzip_types text/css text/plain application/javascript application/json;
    server {{
        listen {listen};
        location / {{ proxy_pass http://127.0.0.1:{http_port}; }}
        location /websocket {{ proxy_pass http://127.0.0.1:{gevent_port}; }}
    }}
}}
"""
EVERYWHERE = ("", "127.0.0.1", "0.0.0.0", "::", "::1")
PATIENCE_S = 180  # for the first page
GRACE_S = 20  # for the last request
PR_SET_PDEATHSIG = 1
SAMPLE_READINGS = ODOO_HOME / "town" / "readings.csv"


def address(options):
    """Return (interface, port) that browsers connect to."""
    return options.get("http_interface", ""), options.getint("http_port", 8069)


def check_port(options):
    interface, port = address(options)
    family = socket.AF_INET6 if ":" in interface else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except OSError as error:
            raise Problem(
                f"Port {port} cannot be used: {error.strerror}.",
                "Stop the program that has it, or choose another one: make run "
                "HTTP_PORT=8070 (for good: http_port in config/odoo.conf).",
            ) from None


def serve(odoo, database):
    """Run everything in the foreground until it is told to stop, or a part dies."""
    interface, port = address(odoo.options)
    host = "localhost" if interface in EVERYWHERE else interface
    changes = {"db_name": database, "dbfilter": f"^{database}$"}
    nginx = programs.find("nginx")
    if nginx:
        http_port, gevent_port = free_ports(2)
        changes |= {"http_port": http_port, "gevent_port": gevent_port}
        changes |= {"http_interface": "127.0.0.1", "proxy_mode": True}
        nginx_command = prepare_nginx(nginx, interface, port, http_port, gevent_port)
    else:
        say("    No nginx to join pages and live notices: Odoo runs with workers = 0.")
        http_port = port
        changes |= {"workers": 0}
    config = odoo.write_config(**changes)
    parts = {}
    with contextlib.ExitStack() as stack:
        stack.callback(stop, parts)
        parts["Odoo"] = start("odoo", [PYTHON, odoo.script, "-c", config], odoo.env)
        wait_for_page("127.0.0.1" if nginx else host, http_port, parts)
        if nginx:
            parts["nginx"] = start("nginx", nginx_command, odoo.env)
            wait_for_page(host, port, parts)
        say(welcome(f"http://{host}:{port}"))
        with contextlib.suppress(KeyboardInterrupt):
            watch(odoo, parts)


def watch(odoo, parts):
    """Return never; raise as soon as a part is gone."""
    while True:
        refuse_dead(parts)
        if odoo.cluster and not odoo.cluster.pid():
            raise Problem("PostgreSQL has stopped.", "Run the same command again.")
        time.sleep(0.5)


def free_ports(count):
    """Return ports that nobody listens on now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def prepare_nginx(program, interface, port, http_port, gevent_port):
    """Write .odoo/nginx/nginx.conf; return the command that runs it."""
    (NGINX_HOME / "temp").mkdir(parents=True, exist_ok=True)
    host = f"[{interface}]" if ":" in interface else interface or "0.0.0.0"
    text = NGINX_CONF.format(
        listen=f"{host}:{port}", http_port=http_port, gevent_port=gevent_port
    )
    (NGINX_HOME / "nginx.conf").write_text(text)
    command = [program, "-e", "stderr", "-p", f"{NGINX_HOME}/", "-c", "nginx.conf"]
    run([*command, "-t"], what="Checking nginx's settings")
    return command


def start(name, command, env):
    """Start a part with a log of its own; it ends when we do, even by SIGKILL."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    if log.exists():
        log.replace(LOGS / f"{name}.log.1")
    libc = ctypes.CDLL(None)
    with open(log, "wb") as stream:
        return subprocess.Popen(
            list(map(str, command)),
            env=env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            # Ctrl-C is for us alone; we stop the parts in their order.
            start_new_session=True,
            preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM),
        )


def stop(parts):
    """Stop all parts, the last started first: no request reaches a dying Odoo."""
    say("==> Stopping")
    for process in reversed(parts.values()):
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_S)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # workers that lost their master
        process.wait()


def refuse_dead(parts):
    for name, process in parts.items():
        if process.poll() is not None:
            log = LOGS / f"{name.lower()}.log"
            end = end_of(log.read_text(errors="replace"))
            raise Problem(
                f"{name} has stopped (exit {process.returncode}):\n{end}",
                f"Its whole log is {log}.",
            )


def wait_for_page(host, port, parts):
    """Wait until the login page comes; say what comes instead."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        refuse_dead(parts)
        try:
            connection = http.client.HTTPConnection(host, port, timeout=60)
            connection.request("GET", "/web/login")
            answer = connection.getresponse()
            answer.read()
            break
        except (OSError, http.client.HTTPException):
            if time.monotonic() > deadline:
                raise Problem(
                    f"No page comes from {host}:{port}.", f"The logs are in {LOGS}."
                ) from None
            time.sleep(0.2)
    if answer.status >= 400:
        raise Problem(
            f"The login page answers {answer.status} {answer.reason}.",
            f"The logs are in {LOGS}.",
        )


def welcome(url):
    """What a newcomer needs to know, once all is up."""
    sys.path.insert(0, str(ROOT / "scripts"))
    from town.names import STAFF

    people = [("admin", "系统管理员", "everything", "admin")]
    people += [
        (login, name, role.replace("_", " "), "demo")
        for login, (name, role, _areas) in STAFF.items()
    ]
    lines = ["", f"    Ready: {url}   (Ctrl-C stops it)", ""]
    lines.append("    " + row("login", "password", "name", "role"))
    for login, name, role, password in people:
        lines.append("    " + row(login, password, name, role))
    if SAMPLE_READINGS.exists():
        shown = SAMPLE_READINGS.relative_to(ROOT)
        lines += ["", f"    A month of readings to import: {shown}"]
    lines += ["", f"    Logs: {LOGS.relative_to(ROOT)}", ""]
    return "\n".join(lines)


def row(*cells, width=12):
    return "".join(cell + " " * (width - columns(cell)) for cell in cells).rstrip()


def columns(text):
    """The width of a text on a terminal: a Chinese character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
