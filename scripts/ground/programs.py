"""Programs and fonts within Odoo's reach: .odoo/bin, .odoo/fonts.conf."""

import os
import shlex

import debian

from common import ODOO_HOME, run, say, which

BIN = ODOO_HOME / "bin"
RUNTIME = ODOO_HOME / "runtime"
# program: (where its Debian package puts it, a task that shows whether it works here)
SERVING = {
    "wkhtmltopdf": ("usr/bin/wkhtmltopdf", ("-q", "-", "/dev/null")),
    "nginx": ("usr/sbin/nginx", ("-v",)),
}
TESTING = {"chromium": ("usr/lib/chromium/chromium", ("--version",))}
FONTS = ["fonts-noto-cjk", "fontconfig-config"]


def install(*, testing=False):
    """Unpack the programs below .odoo/tools, the same ones on every Debian and Ubuntu.

    Where there is no apt, the machine's own are used; what is missing is said.
    """
    groups = {"serving": SERVING, **({"testing": TESTING} if testing else {})}
    if not which("apt-get"):
        for name in (name for programs in groups.values() for name in programs):
            if not which(name):
                say(f"    {name} is missing: install it for what needs it.")
        return
    for group, programs in groups.items():
        extra = FONTS if group == "serving" else []
        root = debian.install_tools(group, [*programs, *extra])
        if extra:
            _write_fonts_config(root)
        for name, (path, task) in programs.items():
            _write_wrapper(name, root, path, task)


def environment():
    """The variables that lead a process to these programs and fonts."""
    path = os.environ.get("PATH", os.defpath)
    found = {"PATH": os.pathsep.join([str(BIN), path, "/usr/sbin"])}
    fonts = ODOO_HOME / "fonts.conf"
    return {**found, "FONTCONFIG_FILE": str(fonts)} if fonts.exists() else found


def find(name):
    """Return the path of a program: ours, else the machine's, else None."""
    return BIN / name if (BIN / name).exists() else which(name)


def wrapper(root, path):
    """A shell script that starts a program below ``root`` with the libraries there."""
    folders = [*root.glob("usr/lib/*-linux-gnu"), *root.glob("lib/*-linux-gnu")]
    folders += [sub for each in folders for sub in each.glob("pulseaudio")]
    variables = {
        "LD_LIBRARY_PATH": os.pathsep.join(map(str, sorted(folders))),
        "QT_PLUGIN_PATH": os.pathsep.join(map(str, root.glob("usr/lib/*/qt5/plugins"))),
        # Qt complains if there is none, and Odoo logs that as a warning.
        "XDG_RUNTIME_DIR": str(RUNTIME),
    }
    words = [f"{name}={shlex.quote(value)}" for name, value in variables.items()]
    return f'#!/bin/sh\n{" ".join(words)} exec {shlex.quote(str(root / path))} "$@"\n'


def _write_wrapper(name, root, path, task):
    """Put a program into .odoo/bin and try it once; again where the checkout moved."""
    text = wrapper(root, path)
    target = BIN / name
    if target.exists() and target.read_text() == text:
        return
    BIN.mkdir(exist_ok=True)
    RUNTIME.mkdir(mode=0o700, exist_ok=True)
    draft = BIN / f".{name}"
    draft.write_text(text)
    draft.chmod(0o755)
    run(
        [draft, *task],
        input=b"<p>",
        env={**os.environ, **environment()},
        what=f"Trying Debian's {name} on this system",
        way_out="Is it older than Debian 12 or Ubuntu 24.04? Then use a newer one.",
    )
    draft.replace(target)


def _write_fonts_config(root):
    (ODOO_HOME / "fonts.conf").write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        "<fontconfig>\n"
        f"  <dir>{_xml(root / 'usr/share/fonts')}</dir>\n"
        "  <dir>/usr/share/fonts</dir>\n  <dir>/usr/local/share/fonts</dir>\n"
        f"  <dir>{_xml(debian.ODOO_ROOT / 'usr/share/fonts')}</dir>\n"
        f"  <cachedir>{_xml(ODOO_HOME / 'fontcache')}</cachedir>\n"
        # Where a form names no Chinese font, the simplified one comes first.
        "  <alias><family>sans-serif</family><prefer>"
        "<family>Noto Sans CJK SC</family></prefer></alias>\n"
        "  <alias><family>serif</family><prefer>"
        "<family>Noto Serif CJK SC</family></prefer></alias>\n"
        "</fontconfig>\n",
        encoding="utf-8",
    )


def _xml(path):
    return str(path).replace("&", "&amp;").replace("<", "&lt;")
