import base64

from odoo import fields, models
from odoo.exceptions import UserError


class GasTextFileMixin(models.AbstractModel):
    """A wizard that takes in a text file."""

    _name = "gas.text.file.mixin"
    _description = "Wizard With a Text File"

    file = fields.Binary(required=True)
    file_name = fields.Char()

    def _text(self):
        """Return the file as str.

        :raise UserError: it is not UTF-8
        """
        try:
            return base64.b64decode(self.file).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UserError(
                self.env._(
                    "%s is not a text in UTF-8: save it so, or choose another file.",
                    self.file_name,
                )
            ) from error
