"""QR codes as pictures: Odoo's own are drawn by a library that many servers lack."""

import base64

import qrcode
from qrcode.image.svg import SvgPathImage


def qr_code(text):
    """Return a picture of ``text``, as the address of an image."""
    picture = qrcode.make(text, image_factory=SvgPathImage, border=1).to_string()
    return "data:image/svg+xml;base64," + base64.b64encode(picture).decode()
